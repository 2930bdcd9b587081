import { cpSync } from "node:fs";
import { CheckFailure } from "../check";
import type { Context } from "../context";
import { type DeployedSystem, firstStack } from "../deployed-system";
import { describeEffects, planDeployedLayer } from "../layer-plan";
import { slowApply, withTag } from "../slow-apply";
import { lockThatRefused } from "../state-lock";

/** Two people apply at once: the second is refused, the first doesn't notice. */
export async function checkHeldLock(system: DeployedSystem, context: Context): Promise<string> {
  const { deployment } = system;
  const stack = firstStack(system);
  await deployment.configure(withTag(context, "locked"));
  const second = `${deployment.stackFolder(stack)}-of-somebody-else`;
  cpSync(deployment.stackFolder(stack), second, { recursive: true });

  let firstHasEnded = false;
  const applySecond = async () => ({
    result: await deployment.tryTerraform(stack, [...slowApply, "-lock-timeout=0s"], { folder: second }),
    cameTooLate: firstHasEnded,
  });
  let secondRun: ReturnType<typeof applySecond> | undefined;
  const first = await deployment.tryTerraform(stack, slowApply, {
    onLine: (line) => {
      // Whoever reads what there is holds the lock already.
      if (!line.includes(": Refreshing state...") || secondRun !== undefined) return;
      secondRun = applySecond();
      // It is awaited below; until then its failure isn't one that nobody has seen.
      secondRun.catch(() => undefined);
    },
  });
  firstHasEnded = true;
  if (secondRun === undefined) {
    throw new CheckFailure(`the first apply never came to hold the lock:\n${first.stdout}${first.stderr}`);
  }
  const { result, cameTooLate } = await secondRun;
  if (cameTooLate) throw new CheckFailure("the first apply ended before the second did");
  lockThatRefused("a second apply", result);
  if (first.code !== 0) throw new CheckFailure(`the first apply was harmed:\n${first.stderr}`);
  const after = await planDeployedLayer(deployment, stack);
  if (after.planFile !== undefined)
    throw new CheckFailure(`the first apply left something:\n${describeEffects(after)}`);
  return `refused with "Error acquiring the state lock"; the first one went on to its end, no change is left`;
}
