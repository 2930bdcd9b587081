import { CheckFailure } from "../check";
import type { Context } from "../context";
import { type DeployedSystem, firstStack } from "../deployed-system";
import type { EmulatedDeployment } from "../emulated-deployment";
import { describeEffects, planDeployedLayer } from "../layer-plan";
import { slowApply, withTag } from "../slow-apply";
import { lockThatRefused } from "../state-lock";

/** Resources that an apply has changed when it is killed. */
const changedBeforeKill = 5;

/**
 * An apply that is killed half-way (no signal that it could catch) leaves its lock; released as docs/state.md says,
 * another apply does the rest.
 */
export async function checkKilledApply(system: DeployedSystem, context: Context): Promise<string> {
  const { deployment } = system;
  const stack = firstStack(system);
  await deployment.configure(withTag(context, "killed"));
  await killHalfWay(deployment, stack);

  const lock = lockThatRefused(
    "an apply after the killed one",
    await deployment.tryTerraform(stack, slowApply),
  );
  await deployment.terraform(stack, ["force-unlock", "-force", lock]);
  const rest = await planDeployedLayer(deployment, stack);
  const left = Object.keys(rest.effects).length;
  if (rest.planFile === undefined || left === 0)
    throw new CheckFailure("the killed apply had nothing left to do");
  await deployment.terraform(stack, ["apply", "-input=false", "-no-color", rest.planFile]);
  const after = await planDeployedLayer(deployment, stack);
  if (after.planFile !== undefined)
    throw new CheckFailure(`the resumed apply left something:\n${describeEffects(after)}`);
  return `killed after ${changedBeforeKill} changes; its lock refused the next apply; force-unlock, ${left} more changes, no change is left`;
}

async function killHalfWay(deployment: EmulatedDeployment, stack: string): Promise<void> {
  const kill = new AbortController();
  let changed = 0;
  const onLine = (line: string) => {
    if (line.includes(": Modifications complete") && ++changed === changedBeforeKill) kill.abort();
  };
  const { code, stdout, stderr } = await deployment.tryTerraform(stack, slowApply, {
    onLine,
    kill: kill.signal,
  });
  if (!kill.signal.aborted)
    throw new CheckFailure(`the apply ended with ${code} before it was killed:\n${stdout}${stderr}`);
}
