import { chooseNames } from "../command-line/choose-names";
import { CommandError } from "../command-line/command-error";
import { readArguments } from "../command-line/read-arguments";

const subjects = ["synth", "api"] as const;

/** What can be measured. */
export type Subject = (typeof subjects)[number];

export const benchUsage = `Measures, prints tables and holds the figures against their targets; a missed one fails nothing.

  npm run bench -- [synth|api|all] [people …] [--brief]

  synth              how long a synth takes and what memory, against cdktf's own floor and AWS CDK; the default
  api                how quick the directory's API is on a database
  all                both, and what else the report holds; writes it to docs/benchmarks.md
  people             sizes of the directories that the API is measured with; 1000 10000 100000 1000000 unless told
  --brief            fewer rounds and smaller sizes, to try it out: the figures say little, and docs/ stays as it is

  DATABASE_URL       a server to measure the API on (with DATABASE_CA_FILE), in databases called strata_bench_<people>,
                     which are kept and used again; else on a private one that is gone afterwards`;

export interface BenchArguments {
  readonly subjects: readonly Subject[];
  /** Numbers of people, each more than the one before. */
  readonly scales: readonly number[];
  readonly isBrief: boolean;
  /** Whether a report is written. */
  readonly writesReport: boolean;
  /** Whether less is measured than belongs into the report that is kept. */
  readonly isPartial: boolean;
}

const fullScales = [1_000, 10_000, 100_000, 1_000_000];
const briefScales = [1_000];

/**
 * What the command line asks for; undefined when that is only the usage.
 *
 * @throws CommandError
 */
export function readBenchArguments(args: readonly string[]): BenchArguments | undefined {
  const given = readArguments(args, benchUsage, { brief: { type: "boolean" } });
  if (given === undefined) return undefined;
  const [what = "synth", ...people] = given.positionals;
  const chosen = chooseNames("benchmark", subjects, what);
  if (people.length > 0 && !chosen.includes("api")) {
    throw new CommandError(`sizes are the API's; given for ${what}: ${people.join(" ")}\n\n${benchUsage}`);
  }
  const { brief: isBrief = false } = given.values;
  const usual = isBrief ? briefScales : fullScales;
  return {
    subjects: chosen,
    scales: people.length > 0 ? scalesOf(people) : usual,
    isBrief,
    writesReport: what === "all",
    isPartial: isBrief || people.length > 0,
  };
}

function scalesOf(people: readonly string[]): number[] {
  const scales = people.map((text) => (/^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN));
  const wrong = people.find((_, index) => !((scales[index] as number) > (scales[index - 1] ?? 0)));
  if (wrong === undefined) return scales;
  throw new CommandError(
    `numbers of people must be whole, at least 1 and ascending; given "${wrong}" in ${people.join(" ")}`,
  );
}
