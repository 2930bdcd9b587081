import { expect, it } from "vitest";
import { applySection, judgeApply } from "../../bench/apply-section";
import { loadSettings } from "../../config/load-settings";
import type { ApplyCost, LayerCost } from "../../critical-path/apply-cost";

const layer = (given: Partial<LayerCost>): LayerCost => ({
  stack: "system-layer",
  name: "layer",
  after: [],
  resources: 3,
  dataSources: 0,
  remoteStates: 1,
  dependencies: 2,
  needless: [],
  beginsAt: 0,
  endsAt: 1,
  seconds: 1,
  workSeconds: 1,
  ...given,
});

const cost = (system: string, ...layers: LayerCost[]): ApplyCost => ({
  system,
  environment: "dev",
  seconds: 1,
  secondsInOneState: 1,
  workSeconds: 1,
  layers,
  path: [],
  besides: [],
});

it("is met when nothing is asked or waited for in vain", () => {
  const outcomes = judgeApply([cost("one", layer({})), cost("other", layer({}))]);
  expect(outcomes.map(({ reached, isMet }) => [reached, isMet])).toEqual([
    ["none", true],
    ["none", true],
  ]);
});

it("counts what is, over all layers of all systems", () => {
  const needless = [{ kind: "implied" as const, address: "a", waitsFor: "b", why: "because" }];
  const outcomes = judgeApply([
    cost("one", layer({ dataSources: 1 }), layer({ needless })),
    cost("other", layer({ dataSources: 2 })),
  ]);
  expect(outcomes.map(({ reached, isMet }) => [reached, isMet])).toEqual([
    ["3", false],
    ["1", false],
  ]);
});

it("reports every system, with the default settings", async () => {
  const asked: unknown[] = [];
  const section = applySection(async () => ({
    loadSettings,
    applyCosts: (settings, system) => {
      asked.push(settings.environment, system);
      return [cost("one", layer({})), cost("other", layer({}))];
    },
    costReport: ({ system }) => `the path of ${system}`,
  }));
  expect((await section.measure()).text).toBe("the path of one\n\nthe path of other");
  expect(asked).toEqual(["dev", "all"]);
});
