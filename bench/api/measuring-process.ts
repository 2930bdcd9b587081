import { type ApiFigures, type BenchOptions, measureApi } from "./bench";

/** What the process is to measure. */
export type MeasuringTask = Omit<BenchOptions, "onProgress">;

/** What it tells: how far it is, then the figures or what went wrong. */
export type MeasuringNews =
  | { readonly progress: string }
  | { readonly figures: ApiFigures }
  | { readonly failure: string };

// A process that measures the API once: it may run on another Node.js than whoever starts it.
process.once("message", async (task: MeasuringTask) => {
  const tell = (news: MeasuringNews) => process.send?.(news);
  // Whoever wanted the figures is gone.
  const leave = () => process.exit(1);
  process.once("disconnect", leave);
  try {
    tell({ figures: await measureApi({ ...task, onProgress: (progress) => tell({ progress }) }) });
  } catch (error) {
    tell({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  process.off("disconnect", leave);
  process.disconnect();
});
