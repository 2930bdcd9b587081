import { type BenchOptions, measureApi } from "./api/bench";
import { apiReport } from "./api/report";
import { judge } from "./api/targets";
import type { Section } from "./section";

/** How quick the directory's API is on a database. */
export function apiSection(options: BenchOptions): Section {
  return {
    title: "The directory's API",
    measure: async () => {
      // A notice of the SDK's about the Node that we run on; it would stand among the results.
      process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
      const figures = await measureApi(options);
      return { text: apiReport(figures), verdicts: judge(figures) };
    },
  };
}
