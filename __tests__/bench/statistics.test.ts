import { describe, expect, it } from "vitest";
import { pairRatios, spreadOf } from "../../bench/statistics";

describe("a spread", () => {
  it("is the middle value and the quarters around it, in whatever order they came", () => {
    expect(spreadOf([5, 1, 3, 2, 4])).toEqual({ lower: 2, median: 3, upper: 4 });
  });

  it("lies between two values where none is in the middle", () => {
    expect(spreadOf([1, 2, 3, 4])).toEqual({ lower: 1.75, median: 2.5, upper: 3.25 });
  });

  it("is one value thrice when there is no other", () => {
    expect(spreadOf([7])).toEqual({ lower: 7, median: 7, upper: 7 });
  });

  it("isn't hidden by a single slow run", () => {
    expect(spreadOf([10, 10, 10, 10, 1_000]).median).toBe(10);
  });

  it("can't be had of nothing", () => {
    expect(() => spreadOf([])).toThrow("measure at least once");
  });
});

describe("ratios", () => {
  it("are those of the same round", () => {
    expect(pairRatios([2, 30], [1, 10])).toEqual([2, 3]);
  });

  it("need both in each round", () => {
    expect(() => pairRatios([2, 30], [1])).toThrow("2 values can't be paired with 1");
  });
});
