import { CommandError } from "../command-line/command-error";
import { readArguments } from "../command-line/read-arguments";

/** What the command line asks for. */
export interface DemoArguments {
  /** Deploy with Cognito: the API wants a token of its user pool. */
  readonly signIn: boolean;
}

export const demoUsage = `Deploys the directory to an emulated AWS account on this machine, loads 200 people and waits. Ctrl-C removes everything.

  npm run demo [-- --sign-in]

  --sign-in  with Cognito: the API asks for a token; there is one each of a viewer, an editor and an administrator`;

/**
 * @returns undefined when help is asked for
 * @throws CommandError naming what isn't understood
 */
export function readDemoArguments(args: readonly string[]): DemoArguments | undefined {
  const given = readArguments(args, demoUsage, { "sign-in": { type: "boolean" } });
  if (given === undefined) return undefined;
  if (given.positionals.length > 0) {
    throw new CommandError(`the demo takes no name; given: ${given.positionals.join(" ")}\n\n${demoUsage}`);
  }
  return { signIn: given.values["sign-in"] ?? false };
}
