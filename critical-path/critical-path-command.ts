import { CommandError } from "../command-line/command-error";
import { readContext } from "../config/context";
import { loadSettings } from "../config/load-settings";
import { SettingsError } from "../config/settings-problem";
import { applyCosts } from "./apply-costs";
import { costReport } from "./cost-report";
import { criticalPathUsage, readCriticalPathArguments } from "./critical-path-arguments";

/** What the command gets from its surroundings. */
export interface CriticalPathCommandOptions {
  /** What stands after the command's name. */
  readonly args: readonly string[];
  /** The project's folder, where cdktf.json is. */
  readonly root: string;
  /** Results. */
  readonly print: (text: string) => void;
  /** What is wrong. */
  readonly printError: (text: string) => void;
}

/**
 * `npm run critical-path`. Needs neither Terraform nor an account.
 *
 * @returns the exit code: 0, or 1 after having printed what is wrong
 */
export async function criticalPathCommand(options: CriticalPathCommandOptions): Promise<number> {
  const { args, root, print, printError } = options;
  try {
    const request = readCriticalPathArguments(args);
    if (request === undefined) {
      print(criticalPathUsage);
      return 0;
    }
    const { system, preset, json } = request;
    const settings = loadSettings({ ...readContext(root), ...(preset === undefined ? {} : { preset }) });
    const costs = applyCosts(settings, system);
    print(json ? JSON.stringify(costs, null, 2) : costs.map(costReport).join("\n\n\n"));
    return 0;
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof SettingsError)) throw error;
    printError(error.message);
    return 1;
  }
}
