import { describe, expect, it } from "vitest";
import { chainsThrough, chainTo, endOfAll, type Steps, schedule } from "../../critical-path/schedule";

function steps(description: Record<string, [seconds: number, ...after: string[]]>): Steps {
  return new Map(
    Object.entries(description).map(([id, [seconds, ...after]]) => [id, { seconds, after: new Set(after) }]),
  );
}

/** Two ways from start to finish: by way of b it takes 12, by way of c 8. */
const diamond = steps({ finish: [1, "b", "c"], b: [9, "start"], c: [5, "start"], start: [2], aside: [4] });

describe("a schedule", () => {
  it("lets each step begin when the last of those is done that it waits for", () => {
    const runs = schedule(diamond);
    expect(Object.fromEntries([...runs].map(([id, { endsAt }]) => [id, endsAt]))).toEqual({
      start: 2,
      b: 11,
      c: 7,
      finish: 12,
      aside: 4,
    });
    expect(endOfAll(diamond)).toBe(12);
    expect(endOfAll(new Map())).toBe(0);
  });

  it("knows the longest chain to a step", () => {
    expect(chainTo("finish", schedule(diamond))).toEqual(["start", "b", "finish"]);
    expect(chainTo("aside", schedule(diamond))).toEqual(["aside"]);
  });

  it("knows the longest chain through each step, before and behind it", () => {
    expect(Object.fromEntries(chainsThrough(diamond))).toEqual({
      start: 12,
      b: 12,
      c: 8,
      finish: 12,
      aside: 4,
    });
  });

  it("takes the longer of two chains, not the one with more steps", () => {
    const runs = schedule(
      steps({ end: [0, "d", "long"], long: [10], a: [1], b: [1, "a"], c: [1, "b"], d: [1, "c"] }),
    );
    expect(chainTo("end", runs)).toEqual(["long", "end"]);
  });

  it("refuses circles and steps that aren't there", () => {
    expect(() => schedule(steps({ a: [1, "b"], b: [1, "a"] }))).toThrow("a waits for itself: a, b");
    expect(() => schedule(steps({ a: [1, "b"] }))).toThrow("something waits for b, which isn't there");
  });
});
