import { expect, it } from "vitest";
import { haWebProblems, problemsOf } from "../problems-of";

const threeZones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

it.each([
  [{ cache: { nodeCount: 1 } }, 1, "at least 2, one node for each zone (eu-west-1a, eu-west-1b)", "write 2"],
  [
    { azs: threeZones, cache: { nodeCount: 2 } },
    2,
    "at least 3, one node for each zone (eu-west-1a, eu-west-1b, eu-west-1c)",
    "write 3",
  ],
])("every zone has a node: %j has not", (haWeb, given, allowed, hint) => {
  expect(haWebProblems(haWeb)).toEqual([{ key: "haWeb.cache.nodeCount", given, allowed, hint }]);
});

it("there may be more nodes than zones", () => {
  expect(haWebProblems({ azs: threeZones, cache: { nodeCount: 3 } })).toEqual([]);
  expect(haWebProblems({ cache: { nodeCount: 40 } })).toEqual([]);
});

it("both presets have enough", () => {
  expect(problemsOf({ preset: "dev" })).toEqual([]);
  expect(problemsOf({ preset: "prod" })).toEqual([]);
});
