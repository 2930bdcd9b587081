import { describe, expect, it } from "vitest";
import { haWebProblems } from "../problems-of";

/** Takes more connections than any group here asks for. */
const database = { instanceClass: "db.r7g.large" };

describe("counts", () => {
  it.each([
    [{ minCount: 3, desiredCount: 2, maxCount: 4 }, "desiredCount", 2, "write 3, or change minCount"],
    [{ minCount: 1, desiredCount: 5, maxCount: 4 }, "desiredCount", 5, "write 4, or change maxCount"],
    [{ minCount: 5, desiredCount: 5, maxCount: 4 }, "maxCount", 4, "write 5 or more, or lower minCount"],
  ])("%j are out of order", (scaling, name, given, hint) => {
    expect(haWebProblems({ database, scaling })).toEqual([
      { key: `haWeb.scaling.${name}`, given, allowed: expect.stringMatching(/minCount \(\d\)/), hint },
    ]);
  });

  it("may all be the same", () => {
    expect(haWebProblems({ scaling: { minCount: 1, desiredCount: 1, maxCount: 1 } })).toEqual([]);
  });
});

describe("room for the instances", () => {
  it("counts two addresses an instance against what the app subnets have", () => {
    // A /23 makes app subnets of 32 addresses: 32 - 5 of AWS, times two.
    const withCount = (maxCount: number) =>
      haWebProblems({
        cidr: "10.0.0.0/23",
        database,
        scaling: { maxCount },
      });
    expect(withCount(27)).toEqual([]);
    expect(withCount(28)).toEqual([
      {
        key: "haWeb.scaling.maxCount",
        given: 28,
        allowed: expect.stringContaining("at most 27: the app subnets have 54 addresses for instances"),
        hint: "lower it, or widen haWeb.cidr or haWeb.subnets.app",
      },
    ]);
  });
});
