import type { Run } from "../../../bench/synth/measure-run";
import type { SynthFigures } from "../../../bench/synth/measure-synth";

const run = (wallMs: number, peakMb = 100): Run => ({ wallMs, cpuMs: wallMs, peakBytes: peakMb * 1e6 });

const names = {
  empty: "an empty one",
  smallest: "the smallest, freed",
  "smallest-plain": "the smallest",
  app: "ours",
  edited: "ours after an edit",
  "aws-cdk": "AWS CDK",
  "aws-cdk-unvalidated": "AWS CDK without validation",
  "aws-cdk-cached": "AWS CDK without validation, cached",
  "growth-1000-4": "1,000 in 4",
  "growth-5000-4": "5,000 in 4",
} as const;

/** Figures of one round each, at the limits of all targets unless told otherwise. */
export function synthFigures(
  given: Partial<Record<keyof typeof names, readonly Run[]>> = {},
  left: Partial<SynthFigures> = {},
): SynthFigures {
  const runs: Record<keyof typeof names, readonly Run[]> = {
    empty: [run(50)],
    smallest: [run(100)],
    "smallest-plain": [run(100)],
    app: [run(300, 120)],
    edited: [run(1_000)],
    "aws-cdk": [run(2_400)],
    "aws-cdk-unvalidated": [run(600)],
    "aws-cdk-cached": [run(600)],
    "growth-1000-4": [run(500)],
    "growth-5000-4": [run(3_000)],
    ...given,
  };
  const ids = Object.keys(names) as (keyof typeof names)[];
  const contenders = ids.map((id) => ({
    id,
    name: names[id],
    startsOthers: id === "edited",
    runs: runs[id],
  }));
  return { rounds: 1, contenders, missing: [], ...left };
}

export { run };
