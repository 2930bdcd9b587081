import { join } from "node:path";
import { type Effect, effectOf, type PlanJson } from "../plan/plan-json";
import { CommandFailure, type EmulatedDeployment } from "./emulated-deployment";

/** What Terraform would do to a deployed layer. */
export interface LayerPlan {
  readonly stack: string;
  /** By address; what wouldn't change isn't here. */
  readonly effects: Readonly<Record<string, Effect>>;
  /** Outputs that would get another value. */
  readonly outputs: readonly string[];
  /** To be applied; undefined when nothing would change. */
  readonly planFile: string | undefined;
}

/** Terraform's own: https://developer.hashicorp.com/terraform/cli/commands/plan#detailed-exitcode */
const changesPending = 2;

/**
 * A real plan of a deployed layer, against its state and the account.
 *
 * @throws CommandFailure with what Terraform said
 */
export async function planDeployedLayer(deployment: EmulatedDeployment, stack: string): Promise<LayerPlan> {
  const planFile = join(deployment.stackFolder(stack), "plan.tfplan");
  const args = ["plan", "-detailed-exitcode", "-input=false", "-no-color", `-out=${planFile}`];
  const { code, stderr } = await deployment.tryTerraform(stack, args);
  if (code === 0) return { stack, effects: {}, outputs: [], planFile: undefined };
  if (code !== changesPending) throw new CommandFailure(`terraform plan of ${stack} failed:\n${stderr}`);
  const plan: PlanJson = JSON.parse(await deployment.terraform(stack, ["show", "-json", planFile]));
  return {
    stack,
    effects: Object.fromEntries(
      (plan.resource_changes ?? [])
        .map((change) => [change.address, effectOf(change)] as const)
        .filter(([, effect]) => effect !== "none"),
    ),
    outputs: Object.entries(plan.output_changes ?? {})
      .filter(([, { actions }]) => !actions.includes("no-op"))
      .map(([name]) => name),
    planFile,
  };
}

/** One line a resource. */
export function describeEffects({ stack, effects, outputs }: LayerPlan): string {
  const resources = Object.entries(effects).map(([address, effect]) => `  ${stack}: ${address}: ${effect}`);
  return [...resources, ...outputs.map((name) => `  ${stack}: output ${name}`)].join("\n");
}

const participles: Readonly<Record<Effect, string>> = {
  create: "created",
  change: "changed",
  replace: "replaced",
  destroy: "destroyed",
  forget: "forgotten",
  none: "left alone",
};

/** As `directory-compute: 2 changed, 1 replaced`. */
export function countsOf({ stack, effects }: LayerPlan): string {
  const counts = new Map<Effect, number>();
  for (const effect of Object.values(effects)) counts.set(effect, (counts.get(effect) ?? 0) + 1);
  return `${stack}: ${[...counts].map(([effect, count]) => `${count} ${participles[effect]}`).join(", ")}`;
}
