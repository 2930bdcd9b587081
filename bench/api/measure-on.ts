import { fork } from "node:child_process";
import { once } from "node:events";
import type { ApiFigures, BenchOptions } from "./bench";
import type { MeasuringNews, MeasuringTask } from "./measuring-process";

/**
 * Measures the API in a process of its own.
 *
 * @param execPath the Node.js to run it on
 * @param program the bundled measuring-process.ts
 * @throws Error with what went wrong there
 */
export async function measureApiOn(
  execPath: string,
  program: string,
  { onProgress = () => {}, ...task }: BenchOptions,
): Promise<ApiFigures> {
  const child = fork(program, [], {
    execPath,
    // A notice of the SDK's about the Node that it runs on; it would stand among the results.
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    // Figures hold maps, which JSON would lose.
    serialization: "advanced",
  });
  const ended = once(child, "exit");
  const news = new Promise<ApiFigures>((resolve, reject) => {
    child.on("message", (message: MeasuringNews) => {
      if ("progress" in message) onProgress(message.progress);
      else if ("figures" in message) resolve(message.figures);
      else reject(new Error(message.failure));
    });
    void ended.then(([code, signal]) =>
      reject(new Error(`the measuring process ended with ${code ?? signal}`)),
    );
  });
  child.send(task satisfies MeasuringTask);
  const figures = await news;
  await ended;
  return figures;
}
