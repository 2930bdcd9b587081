import type { Settings } from "../config/settings";
import type { ApplyCost } from "../critical-path/apply-cost";
import type { Section } from "./section";
import type { Verdict } from "./verdict";

/** What the section needs of the project; loaded for it, because infrastructure code is bundled as a whole. */
export interface ApplyCosts {
  readonly loadSettings: (context: Record<string, unknown>) => Settings;
  readonly applyCosts: (settings: Settings, system: string) => ApplyCost[];
  readonly costReport: (cost: ApplyCost) => string;
}

/** What an apply of each system from nothing waits for: reckoned from typical creation times, not measured. */
export function applySection(load: () => Promise<ApplyCosts>): Section {
  return {
    title: "Apply",
    measure: async () => {
      const { applyCosts, costReport, loadSettings } = await load();
      const costs = applyCosts(loadSettings({}), "all");
      return { text: costs.map(costReport).join("\n\n"), verdicts: judgeApply(costs) };
    },
  };
}

/** Nothing may be asked or waited for in vain. */
export function judgeApply(costs: readonly ApplyCost[]): Verdict[] {
  const layers = costs.flatMap((cost) => cost.layers);
  const sum = (count: (layer: ApplyCost["layers"][number]) => number) =>
    layers.reduce((total, layer) => total + count(layer), 0);
  return [
    none(
      "data sources that ask AWS at every plan",
      sum(({ dataSources }) => dataSources),
    ),
    none(
      "needless dependencies between resources",
      sum(({ needless }) => needless.length),
    ),
  ];
}

function none(target: string, found: number): Verdict {
  return { target, toReach: "none", reached: found === 0 ? "none" : String(found), isMet: found === 0 };
}
