import type { Verdict } from "../verdict";
import type { ApiFigures, Latency } from "./bench";

/** The number of people that larger directories are held against. */
export const baseline = 10_000;
const million = 1_000_000;

const limits = { share: 0.85, growth: 2, searchMs: 50, packageBytes: 600_000, seedSeconds: 120 } as const;

/** Holds the figures against the targets of the directory's API. */
export function judge(figures: ApiFigures): Verdict[] {
  return [...shares(figures), growth(figures), search(figures), packageSize(figures), seed(figures)];
}

function shares({ throughput }: ApiFigures): Verdict[] {
  return throughput.byKind.map(({ name, share }) => ({
    target: `throughput against the bare driver's: ${name}`,
    toReach: `at least ${100 * limits.share} %`,
    reached: `${(100 * share).toFixed(1)} %`,
    isMet: share >= limits.share,
  }));
}

function growth({ latencies }: ApiFigures): Verdict {
  const ratios = latencies.flatMap((latency) => {
    const ratio = growthOf(latency);
    return latency.kind === "page" && ratio !== undefined ? [{ name: latency.name, ratio }] : [];
  });
  ratios.sort((a, b) => b.ratio - a.ratio);
  const [worst] = ratios;
  const within = ratios.filter(({ ratio }) => ratio <= limits.growth).length;
  return {
    target: "median of each page at 1,000,000 people against 10,000",
    toReach: `at most ${limits.growth}×`,
    reached: worst
      ? `${within} of ${ratios.length} pages; the worst ${worst.ratio.toFixed(2)}×: ${worst.name}`
      : "",
    isMet: worst && within === ratios.length,
  };
}

function growthOf({ byScale }: Latency): number | undefined {
  const [small, large] = [byScale.get(baseline), byScale.get(million)];
  return small && large && large.p50 / small.p50;
}

function search({ latencies }: ApiFigures): Verdict {
  const slowest = latencies
    .flatMap(({ kind, name, byScale }) => {
      const timing = byScale.get(million);
      return kind === "search" && timing ? [{ name, p95: timing.p95 }] : [];
    })
    .sort((a, b) => b.p95 - a.p95)[0];
  return {
    target: "p95 of each search at 1,000,000 people",
    toReach: `at most ${limits.searchMs} ms`,
    reached: slowest ? `the slowest ${slowest.p95.toFixed(1)} ms: ${slowest.name}` : "",
    isMet: slowest && slowest.p95 <= limits.searchMs,
  };
}

function packageSize({ coldStart }: ApiFigures): Verdict {
  return {
    target: "package",
    toReach: `at most ${limits.packageBytes / 1000} KB`,
    reached: `${Math.round(coldStart.zipBytes / 1000)} KB`,
    isMet: coldStart.zipBytes <= limits.packageBytes,
  };
}

function seed({ seedSeconds }: ApiFigures): Verdict {
  const seconds = seedSeconds.get(million);
  return {
    target: "a directory of 1,000,000 people made",
    toReach: `at most ${limits.seedSeconds} s`,
    reached: seconds === undefined ? "" : `${seconds.toFixed(0)} s`,
    isMet: seconds === undefined ? undefined : seconds <= limits.seedSeconds,
  };
}
