import type { ApplyCost, PathStep } from "./apply-cost";
import { type CreationTime, creationTimes, defaultSeconds } from "./creation-times";
import { duration } from "./duration";

/** What a system costs with each preset: name → cost. */
export type CostsByPreset = Readonly<Record<string, ApplyCost>>;

/** Each system's longest chain in Markdown, a column a preset. */
export function pathSections(systems: Readonly<Record<string, CostsByPreset>>): string {
  return Object.entries(systems)
    .flatMap(([system, costs]) => [`### ${system}`, "", ...pathTable(costs), ""])
    .join("\n");
}

/** The table of creation times in Markdown. */
export function creationTimeTable(): string {
  return [
    "| Type | Seconds | From |",
    "| --- | --- | --- |",
    ...Object.entries(creationTimes).map(
      ([type, time]) => `| \`${type}\` | ${secondsText(time)} | ${time.source} |`,
    ),
    `| any other | ${defaultSeconds} | a call or two of AWS's API |`,
    "",
  ].join("\n");
}

function secondsText({ seconds, longer }: CreationTime): string {
  return longer === undefined ? String(seconds) : `${seconds}; ${longer.seconds} with ${longer.with}`;
}

function pathTable(costs: CostsByPreset): string[] {
  const all = Object.values(costs);
  return [
    row("Layer", "Resource", ...Object.keys(costs).map((preset) => `\`${preset}\``)),
    row("---", "---", ...all.map(() => "---:")),
    ...stepsOfAll(all).map(({ layer, address }) =>
      row(layer, `\`${address}\``, ...all.map((cost) => waitOn(cost, layer, address))),
    ),
    row("**all**", "", ...all.map(({ seconds }) => `**${duration(seconds)}**`)),
    row("all in one state", "", ...all.map(({ secondsInOneState }) => duration(secondsInOneState))),
    row("all waits in turn", "", ...all.map(({ workSeconds }) => duration(workSeconds))),
  ];
}

/** The steps of all paths, each once, layer by layer. */
function stepsOfAll(costs: readonly ApplyCost[]): PathStep[] {
  const layers = costs.flatMap((cost) => cost.layers.map(({ name }) => name));
  const steps = costs.flatMap(({ path }) => path);
  return steps
    .filter((step, index) => steps.findIndex((other) => isSame(other, step)) === index)
    .toSorted((a, b) => layers.indexOf(a.layer) - layers.indexOf(b.layer) || a.endsAt - b.endsAt);
}

function isSame(a: PathStep, b: PathStep): boolean {
  return a.stack === b.stack && a.address === b.address;
}

function waitOn({ path }: ApplyCost, layer: string, address: string): string {
  const step = path.find((each) => each.layer === layer && each.address === address);
  return step === undefined ? "-" : duration(step.seconds);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
