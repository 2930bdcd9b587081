import type { LayerSummary, PlanSummary } from "../../plan/plan-summary";
import { CheckFailure } from "../check";
import type { DeployedSystem } from "../deployed-system";
import { planDeployedSystem } from "../system-plan";

/**
 * `npm run plan -- <system> --live` finds the states in the bucket and what is in the account, with nothing to go by but
 * settings and environment, and sees that nothing is to be done.
 */
export async function checkLivePlan({ name, deployment }: DeployedSystem): Promise<string> {
  return agreementOf(await planDeployedSystem(deployment, name));
}

/**
 * What a plan of a system says that was just applied.
 * @throws CheckFailure if it didn't find everything, or would change anything
 */
export function agreementOf({ layers }: Pick<PlanSummary, "layers">): string {
  const complaints = layers.flatMap(complaintsOf);
  if (complaints.length > 0)
    throw new CheckFailure(`it should find all as it was just applied, but\n${complaints.join("\n")}`);
  const found = layers.map((layer) => (layer.outcome === "planned" ? layer.effects.none : 0));
  return `no change in ${layers.length} layers, ${found.reduce((sum, count) => sum + count, 0)} resources found`;
}

function complaintsOf(layer: LayerSummary): string[] {
  if (layer.outcome !== "planned") return [`  ${layer.stack} isn't planned`];
  const { none, ...effects } = layer.effects;
  const changes = Object.entries(effects).filter(([, count]) => count > 0);
  return [
    ...changes.map(([effect, count]) => `  ${layer.stack}: ${count} to ${effect}`),
    ...(layer.provisional
      ? [`  ${layer.stack}: provisional, with plans of ${layer.plannedWith.join(", ")}`]
      : []),
    ...(none === 0 ? [`  ${layer.stack}: no resource in its state`] : []),
  ];
}
