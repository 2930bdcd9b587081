import { oneSystem, readArguments } from "../command-line/read-arguments";

export const criticalPathUsage = `Says what an apply of a system from nothing waits for, by typical creation times.

  npm run critical-path -- <system|all> [--preset dev|prod] [--json]

  <system>           a system, with whatever it reads of others; all: every one there is
  --preset <name>    instead of the preset in the settings
  --json             the same as data`;

export interface CriticalPathArguments {
  /** A system's name, or `all`. */
  readonly system: string;
  readonly preset: string | undefined;
  readonly json: boolean;
}

/**
 * What the command line asks for; undefined when that is only the usage.
 *
 * @throws CommandError
 */
export function readCriticalPathArguments(args: readonly string[]): CriticalPathArguments | undefined {
  const given = readArguments(args, criticalPathUsage, {
    preset: { type: "string" },
    json: { type: "boolean" },
  });
  if (given === undefined) return undefined;
  const { preset, json = false } = given.values;
  return { system: oneSystem(given.positionals, criticalPathUsage), preset, json };
}
