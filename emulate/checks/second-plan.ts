import { CheckFailure } from "../check";
import { type DeployedSystem, forEachLayer } from "../deployed-system";
import { describeEffects, planDeployedLayer } from "../layer-plan";

/** What was applied is what was asked for: a second plan of every layer shows no change. */
export async function checkSecondPlan(system: DeployedSystem): Promise<string> {
  const plans = await forEachLayer(system, ({ stack }) => planDeployedLayer(system.deployment, stack));
  const changed = plans.filter(({ planFile }) => planFile !== undefined);
  if (changed.length > 0) {
    throw new CheckFailure(
      `a second plan would change what was just applied:\n${changed.map(describeEffects).join("\n")}`,
    );
  }
  return `no change in ${plans.length} layers`;
}
