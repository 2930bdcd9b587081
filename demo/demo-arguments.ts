import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface DemoArguments {
  /** Deploy with Cognito: the API wants a token of its user pool. */
  readonly signIn: boolean;
}

/** The demo can't run as asked; the message says why and what to do. */
export class DemoError extends Error {}

export const demoUsage = `Deploys the directory to an emulated AWS account on this machine, loads 200 people and waits. Ctrl-C removes everything.

  npm run demo [-- --sign-in]

  --sign-in  with Cognito: the API asks for a token; there is one each of a viewer, an editor and an administrator`;

/**
 * @returns undefined when help is asked for
 * @throws DemoError naming what isn't understood
 */
export function readDemoArguments(args: readonly string[]): DemoArguments | undefined {
  const { help, "sign-in": signIn } = parse(args);
  return help ? undefined : { signIn };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        "sign-in": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values as { help: boolean; "sign-in": boolean };
  } catch (error) {
    throw new DemoError(`${(error as Error).message}\n\n${demoUsage}`);
  }
}
