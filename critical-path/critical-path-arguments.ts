import { parseArgs } from "node:util";
import { CriticalPathError } from "./critical-path-error";

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
 * @throws CriticalPathError
 */
export function readCriticalPathArguments(args: readonly string[]): CriticalPathArguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [system, ...more] = positionals;
  if (system === undefined || more.length > 0) {
    const given = positionals.join(" ") || "nothing";
    throw new CriticalPathError(`name one system, or all; given: ${given}\n\n${criticalPathUsage}`);
  }
  return { system, preset: values.preset, json: values.json ?? false };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        preset: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new CriticalPathError(
      `${error instanceof Error ? error.message : String(error)}\n\n${criticalPathUsage}`,
    );
  }
}
