import { describe, expect, it } from "vitest";
import type { ApiFigures } from "../../../bench/api/bench";
import type { Timing } from "../../../bench/api/measure";
import { judge } from "../../../bench/api/targets";
import type { Throughput } from "../../../bench/api/throughput";

const timing = (p50: number, p95 = p50): Timing => ({ p50, p95, p99: p95 });
const scales = [10_000, 1_000_000];
const byScale = (small: Timing, large: Timing) =>
  new Map([
    [10_000, small],
    [1_000_000, large],
  ]);

const read = (share: number): Throughput => ({
  name: "a read",
  handler: 900,
  bare: 1_000,
  share,
  ownMicroseconds: 10,
  bareAndBusy: 950,
  busyShare: 0.95,
  drowsyShare: 0.8,
});

const figures: ApiFigures = {
  scales,
  seedSeconds: new Map([[1_000_000, 80]]),
  latencies: [
    { name: "a page", kind: "page", byScale: byScale(timing(1), timing(2)) },
    { name: "a search", kind: "search", byScale: byScale(timing(1), timing(9, 50)) },
    { name: "health", kind: "other", byScale: byScale(timing(1), timing(9)) },
  ],
  throughput: { byKind: [read(0.85)], starts: 3, areCoresAwake: true },
  coldStart: { zipBytes: 600_000, total: 250, init: 120 },
};

const outcomes = (given: Partial<ApiFigures>) =>
  judge({ ...figures, ...given }).map(({ isMet, reached }) => [isMet, reached]);

describe("the targets of the API's benchmark", () => {
  it("are met at their limits", () => {
    expect(outcomes({})).toEqual([
      [true, "85.0 %"],
      [true, "1 of 1 pages; the worst 2.00×: a page"],
      [true, "the slowest 50.0 ms: a search"],
      [true, "600 KB"],
      [true, "80 s"],
    ]);
  });

  it("are missed beyond them, and name what is worst", () => {
    const [page] = figures.latencies;
    expect(
      outcomes({
        seedSeconds: new Map([[1_000_000, 121]]),
        latencies: [
          ...(page ? [page] : []),
          { name: "a slow page", kind: "page", byScale: byScale(timing(1), timing(2.1)) },
          { name: "a slow search", kind: "search", byScale: byScale(timing(1), timing(1, 51)) },
        ],
        throughput: { byKind: [read(0.849)], starts: 3, areCoresAwake: true },
        coldStart: { zipBytes: 601_000, total: 250, init: 120 },
      }),
    ).toEqual([
      [false, "84.9 %"],
      [false, "1 of 2 pages; the worst 2.10×: a slow page"],
      [false, "the slowest 51.0 ms: a slow search"],
      [false, "601 KB"],
      [false, "121 s"],
    ]);
  });

  it("aren't judged without a million people", () => {
    const latencies = figures.latencies.map((latency) => ({
      ...latency,
      byScale: new Map([[10_000, timing(1)]]),
    }));
    const unmeasured = outcomes({ seedSeconds: new Map([[10_000, 1]]), latencies });
    expect(unmeasured.map(([isMet]) => isMet)).toEqual([true, undefined, undefined, true, undefined]);
  });
});
