import type { BenchOptions } from "./api/bench";
import { lambdaNode } from "./api/lambda-node";
import { measureApiOn } from "./api/measure-on";
import { apiReport } from "./api/report";
import { judge } from "./api/targets";
import type { Section } from "./section";

export interface ApiSectionOptions extends BenchOptions {
  /** The bundled api/measuring-process.ts. */
  readonly measuringProcess: string;
}

/** How quick the directory's API is on a database. */
export function apiSection({ measuringProcess, ...options }: ApiSectionOptions): Section {
  const { root, onProgress = () => {} } = options;
  return {
    title: "The directory's API",
    measure: async () => {
      const { execPath, description } = await lambdaNode(root, onProgress);
      const figures = await measureApiOn(execPath, measuringProcess, options);
      return {
        text: `The function runs on ${description}.\n${apiReport(figures)}`,
        verdicts: judge(figures),
      };
    },
  };
}
