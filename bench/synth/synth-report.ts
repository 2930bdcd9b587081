import { textTable } from "../../command-line/text-table";
import { pairRatios, type Spread, spreadOf } from "../statistics";
import { verdictTable } from "../verdict";
import { growthId, growths } from "./contenders";
import type { SynthFigures } from "./measure-synth";
import type { ContenderRuns } from "./rounds";
import { judgeSynth } from "./synth-targets";

const thousand = growthId({ resources: 1_000, stacks: 4 });
const growthIds = growths.map(growthId);

/** The figures as tables, how they were got, and what became of each target. */
export function synthReport(figures: SynthFigures): string {
  const { contenders, missing, rounds } = figures;
  const isGrowth = ({ id }: ContenderRuns) => growthIds.includes(id);
  return [
    runsTable(
      "both systems",
      contenders.filter((each) => !isGrowth(each)),
      baseline(figures, "smallest-plain"),
    ),
    runsTable("made-up systems", contenders.filter(isGrowth), baseline(figures, thousand)),
    ...missing.map(({ name, why }) => `NOT MEASURED: ${name}: ${why}`),
    method(rounds),
    verdictTable(judgeSynth(figures)),
  ].join("\n");
}

function baseline({ contenders }: SynthFigures, id: string): ContenderRuns | undefined {
  return contenders.find((contender) => contender.id === id);
}

function runsTable(
  what: string,
  contenders: readonly ContenderRuns[],
  base: ContenderRuns | undefined,
): string {
  const rows = contenders.map((contender) => {
    const wall = wallOf(contender);
    return [
      contender.startsOthers ? `${contender.name} *` : contender.name,
      ...spreadCells(spreadOf(wall), milliseconds),
      processorTime(contender),
      peakMemory(contender),
      ...(base ? spreadCells(spreadOf(pairRatios(wall, wallOf(base))), times) : ["", ""]),
    ];
  });
  const head = [
    what,
    "ms",
    "middle half",
    "processor ms",
    "peak MB",
    base ? `times\n${base.name.replaceAll(", ", ",\n")}` : "times",
    "middle half",
  ];
  return textTable(head, rows, { textColumns: 1 });
}

function spreadCells({ median, lower, upper }: Spread, show: (value: number) => string): [string, string] {
  return [show(median), `${show(lower)}–${show(upper)}`];
}

const milliseconds = (value: number) => Math.round(value).toLocaleString("en");

/** Two digits that count, whether it is a hundredth or a hundred times. */
const times = (value: number) => (value >= 10 ? value.toFixed(1) : value.toFixed(2));

function processorTime({ runs }: ContenderRuns): string {
  const values = runs.flatMap(({ cpuMs }) => cpuMs ?? []);
  return values.length > 0 ? milliseconds(spreadOf(values).median) : "";
}

function peakMemory({ runs }: ContenderRuns): string {
  const values = runs.flatMap(({ peakBytes }) => peakBytes ?? []);
  return values.length > 0 ? (Math.max(...values) / 1e6).toFixed(0) : "";
}

function wallOf({ runs }: ContenderRuns): number[] {
  return runs.map(({ wallMs }) => wallMs);
}

const method = (
  rounds: number,
) => `Whole processes, from start to end: each program runs once for nothing, then once in each of ${rounds} rounds, in turns, every
other round in the opposite order. Times are medians, with the half of the runs that lies in the middle. A ratio is that
of two runs in the same round; the table shows the median of the rounds' ratios. Peak memory is the operating system's
own mark of the most physical memory that the process held, the largest of all runs. * starts other processes (compiler,
bundler, CLI): their processor time is counted in, and the memory is the most that all held together, looked at every
20 ms; what they share counts for each.`;
