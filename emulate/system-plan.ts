import { planCommand } from "../plan/plan-command";
import type { PlanSummary } from "../plan/plan-summary";
import { CommandFailure, type EmulatedDeployment } from "./emulated-deployment";

/**
 * `npm run plan -- <system> --live` with the settings and the environment of a deployment.
 *
 * @returns what it found, in its form for programs
 * @throws CommandFailure
 */
export async function planDeployedSystem(
  deployment: EmulatedDeployment,
  system: string,
): Promise<PlanSummary> {
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  let summary: PlanSummary | undefined;
  const code = await planCommand({
    ...deployment.planSurroundings,
    args: [system, "--live"],
    print: say,
    printError: say,
    onSummary: (found) => {
      summary = found;
    },
  });
  if (code === 0 && summary !== undefined) return summary;
  throw new CommandFailure(`npm run plan -- ${system} --live ended with ${code}:\n${said.join("\n")}`);
}
