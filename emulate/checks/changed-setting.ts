import { CheckFailure } from "../check";
import type { Context } from "../context";
import { type DeployedSystem, forEachLayer } from "../deployed-system";
import { countsOf, describeEffects, type LayerPlan, planDeployedLayer } from "../layer-plan";
import type { SettingChange } from "../setting-changes";

/**
 * A changed setting does what it should and no more; applied, it leaves nothing to do.
 *
 * @param context the settings with the change
 */
export async function checkChangedSetting(
  system: DeployedSystem,
  change: SettingChange,
  context: Context,
): Promise<string> {
  await system.deployment.configure(context);
  // Layer by layer, so that each is planned against what those it reads have become.
  const plans = await forEachLayer(system, async ({ stack }) => {
    const plan = await planDeployedLayer(system.deployment, stack);
    requireExpected(plan, change);
    await applyAndPlanAgain(system, plan);
    return plan;
  });
  const touched = plans.filter(({ planFile }) => planFile !== undefined);
  return `${touched.map(countsOf).join("; ")}; nothing else; applied, no change is left`;
}

function requireExpected(plan: LayerPlan, { expected }: SettingChange): void {
  const wanted = expected[plan.stack] ?? {};
  const addresses = [...new Set([...Object.keys(wanted), ...Object.keys(plan.effects)])].sort();
  const wrong = addresses
    .filter((address) => wanted[address] !== plan.effects[address])
    .map(
      (address) => `  ${address}: ${plan.effects[address] ?? "none"}, expected ${wanted[address] ?? "none"}`,
    );
  if (wrong.length > 0)
    throw new CheckFailure(`${plan.stack} would change otherwise than expected:\n${wrong.join("\n")}`);
  if (addresses.length === 0 && plan.planFile !== undefined) {
    throw new CheckFailure(
      `nothing in ${plan.stack} should change, but outputs do: ${plan.outputs.join(", ")}`,
    );
  }
}

async function applyAndPlanAgain(
  { deployment }: DeployedSystem,
  { stack, planFile }: LayerPlan,
): Promise<void> {
  if (planFile === undefined) return;
  await deployment.terraform(stack, ["apply", "-input=false", "-no-color", planFile]);
  const again = await planDeployedLayer(deployment, stack);
  if (again.planFile !== undefined) {
    throw new CheckFailure(`after the apply there is still something to change:\n${describeEffects(again)}`);
  }
}
