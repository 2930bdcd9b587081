import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import { zonesOf } from "../subnet-plan";
import type { Rule } from "./rule";

/** The web tier's cache. */
export const cacheRules: readonly Rule[] = [
  { reads: ["haWeb.cache.nodeCount", "haWeb.azs", "region"], check: everyZoneHasANode },
];

/**
 * elasticache:CreateCacheCluster takes `cross-az` with more than one node only, and spreads them; with fewer nodes than
 * zones the loss of one zone could take the whole cache along.
 */
function everyZoneHasANode({ haWeb: { cache, azs }, region }: SettingsInput): SettingsProblem[] {
  const zones = zonesOf(azs, region);
  if (cache.nodeCount >= zones.length) return [];
  return [
    {
      key: "haWeb.cache.nodeCount",
      given: cache.nodeCount,
      allowed: `at least ${zones.length}, one node for each zone (${zones.join(", ")})`,
      hint: `write ${zones.length}`,
    },
  ];
}
