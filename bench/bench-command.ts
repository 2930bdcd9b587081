import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { CommandError } from "../command-line/command-error";
import type { Invocation } from "../scripts/run-command.mjs";
import { apiSection } from "./api-section";
import { type ApplyCosts, applySection } from "./apply-section";
import { type BenchArguments, benchUsage, readBenchArguments, type Subject } from "./bench-arguments";
import { measuredOn } from "./measured-on";
import { reportPage } from "./report-page";
import type { MeasuredSection, Section } from "./section";
import type { Bundle } from "./synth/contenders";
import { synthSection } from "./synth-section";

export interface BenchCommandOptions extends Invocation {
  /** Type check and bundles, the functions' among them. */
  readonly build: () => Promise<void>;
  readonly bundle: Bundle;
  /** The built app's file, relative to the project's folder. */
  readonly app: string;
  /** What the API's benchmark runs in processes of their own, bundled from api/. */
  readonly apiPrograms: { readonly measuringProcess: string; readonly contender: string };
  /** For what is built to be measured; below the project's folder. */
  readonly folder: string;
  readonly loadApplyCosts: () => Promise<ApplyCosts>;
  readonly findTerraform: () => { version: string } | { missing: string };
}

/**
 * `npm run bench`.
 *
 * @returns the exit code: 0 also when a target is missed, for a machine's mood is no mistake; 1 after having printed what
 *   is wrong with the command line
 */
export async function benchCommand(options: BenchCommandOptions): Promise<number> {
  const { args, print, printError } = options;
  try {
    const request = readBenchArguments(args);
    if (request === undefined) {
      print(benchUsage);
      return 0;
    }
    await options.build();
    const results = await measureInTurn(sectionsOf(request, options), print);
    if (request.writesReport) await writeReport(request, results, options);
    return 0;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    printError(error.message);
    return 1;
  }
}

/** What is measured, in the report's order. */
function sectionsOf(
  { subjects, scales, isBrief, writesReport }: BenchArguments,
  options: BenchCommandOptions,
): Section[] {
  const { root, folder, app, bundle, apiPrograms, loadApplyCosts, printError: onProgress } = options;
  const sections: Record<Subject, Section> = {
    synth: synthSection({ root, folder: join(folder, "synth"), app, bundle, isBrief, onProgress }),
    api: apiSection({ root, ...apiPrograms, scales, isBrief, onProgress }),
  };
  // What has a command of its own, and no measuring.
  const onlyInReport = [applySection(loadApplyCosts)];
  return [...subjects.map((subject) => sections[subject]), ...(writesReport ? onlyInReport : [])];
}

/** Never two at once: they would measure each other. */
async function measureInTurn(
  sections: readonly Section[],
  print: (text: string) => void,
): Promise<MeasuredSection[]> {
  const results: MeasuredSection[] = [];
  for (const { title, measure } of sections) {
    const result = await measure();
    print(result.text);
    results.push({ title, ...result });
  }
  return results;
}

/** What is partial stands apart from what is kept. */
async function writeReport(
  { isPartial }: BenchArguments,
  results: readonly MeasuredSection[],
  options: BenchCommandOptions,
): Promise<void> {
  const { root, folder, print } = options;
  const file = isPartial ? join(folder, "benchmarks.md") : join(root, "docs/benchmarks.md");
  writeFileSync(file, reportPage(await measuredOn(options), results, { isPartial }));
  print(`written: ${relative(root, file)}`);
}
