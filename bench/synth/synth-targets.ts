import { pairRatios, spreadOf } from "../statistics";
import type { Verdict } from "../verdict";
import { growthId } from "./contenders";
import type { SynthFigures } from "./measure-synth";
import type { ContenderRuns } from "./rounds";

const limits = {
  timesSmallest: 3,
  shareOfAwsCdk: 1 / 8,
  shareOfAwsCdkUnvalidated: 1 / 2,
  editMs: 1_000,
  growth: 6,
  peakBytes: 120e6,
} as const;

const thousand = growthId({ resources: 1_000, stacks: 4 });
const fiveThousand = growthId({ resources: 5_000, stacks: 4 });

/** Holds the figures against the targets of a synth. */
export function judgeSynth(figures: SynthFigures): Verdict[] {
  const app = "whole repository, built";
  return [
    timesVerdict(
      figures,
      `${app}, against the smallest cdktf program`,
      ["app", "smallest-plain"],
      limits.timesSmallest,
    ),
    timesVerdict(
      figures,
      `${app}, against the same freed of all that the app is freed of, which no cdktf project does by itself`,
      ["app", "smallest"],
      limits.timesSmallest,
    ),
    timesVerdict(figures, `${app}, against AWS CDK`, ["app", "aws-cdk"], limits.shareOfAwsCdk),
    timesVerdict(
      figures,
      `${app}, against AWS CDK without its validation`,
      ["app", "aws-cdk-unvalidated"],
      limits.shareOfAwsCdkUnvalidated,
    ),
    timesVerdict(
      figures,
      `${app}, against the same with its compiled code kept, which no AWS CDK project does by itself`,
      ["app", "aws-cdk-cached"],
      limits.shareOfAwsCdkUnvalidated,
    ),
    editVerdict(figures),
    timesVerdict(
      figures,
      "5,000 resources against 1,000, in 4 stacks",
      [fiveThousand, thousand],
      limits.growth,
    ),
    memoryVerdict(figures),
  ];
}

/** The median of the rounds' ratios. */
function timesVerdict(
  figures: SynthFigures,
  target: string,
  [id, baselineId]: readonly [string, string],
  limit: number,
): Verdict {
  const [runs, baseline] = [find(figures, id), find(figures, baselineId)];
  const ratio = runs && baseline && spreadOf(pairRatios(wallOf(runs), wallOf(baseline))).median;
  return {
    target,
    toReach: `at most ${limit < 1 ? `1/${Math.round(1 / limit)}` : `${limit}×`}`,
    reached: ratio === undefined ? "" : limit < 1 ? `1/${(1 / ratio).toFixed(2)}` : `${ratio.toFixed(2)}×`,
    isMet: ratio === undefined ? undefined : ratio <= limit,
  };
}

function editVerdict(figures: SynthFigures): Verdict {
  const edited = find(figures, "edited");
  const median = edited && spreadOf(wallOf(edited)).median;
  return {
    target: "type check, build and synth after one edit",
    toReach: `at most ${limits.editMs / 1000} s`,
    reached: median === undefined ? "" : `${(median / 1000).toFixed(2)} s`,
    isMet: median === undefined ? undefined : median <= limits.editMs,
  };
}

/** Of all runs: memory that is needed once in a while is needed. */
function memoryVerdict(figures: SynthFigures): Verdict {
  const peaks = find(figures, "app")?.runs.flatMap(({ peakBytes }) => peakBytes ?? []) ?? [];
  const peak = peaks.length > 0 ? Math.max(...peaks) : undefined;
  return {
    target: "peak memory of the whole repository's synth",
    toReach: `at most ${limits.peakBytes / 1e6} MB`,
    reached: peak === undefined ? "" : `${(peak / 1e6).toFixed(0)} MB`,
    isMet: peak === undefined ? undefined : peak <= limits.peakBytes,
  };
}

function find({ contenders }: SynthFigures, id: string): ContenderRuns | undefined {
  return contenders.find((contender) => contender.id === id);
}

function wallOf({ runs }: ContenderRuns): number[] {
  return runs.map(({ wallMs }) => wallMs);
}
