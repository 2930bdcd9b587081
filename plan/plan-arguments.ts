import { parseArgs } from "node:util";
import type { PlanMode } from "./plan-mode";

export const planUsage = `Plans every layer of a system with the real Terraform, each after those it reads.

  npm run plan -- <system|all> [--preset dev|prod] [--live]

  <system>           a system, with whatever it reads of others; all: every stack there is
  --preset <name>    instead of the preset in the settings
  --live             against the states in the configured backend and the account whose credentials Terraform finds
  --offline          the default: needs no account, reads no state, and is provisional`;

/** What the user has to mend: the message is for the terminal. */
export class PlanError extends Error {}

export interface PlanArguments {
  /** A system's name, or `all`. */
  readonly system: string;
  readonly preset: string | undefined;
  readonly mode: PlanMode;
}

/**
 * What the command line asks for; undefined when that is only the usage.
 *
 * Offline unless told otherwise, whatever credentials lie about: whoever has some shouldn't get another answer than
 * whoever hasn't, and a glance at an account should be meant.
 *
 * @throws PlanError
 */
export function readPlanArguments(args: readonly string[]): PlanArguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [system, ...more] = positionals;
  if (system === undefined || more.length > 0) {
    const given = positionals.join(" ") || "nothing";
    throw new PlanError(`name one system, or all; given: ${given}\n\n${planUsage}`);
  }
  if (values.live && values.offline) throw new PlanError("--live and --offline exclude each other: name one");
  return { system, preset: values.preset, mode: values.live ? "live" : "offline" };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        preset: { type: "string" },
        live: { type: "boolean" },
        offline: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new PlanError(`${error instanceof Error ? error.message : String(error)}\n\n${planUsage}`);
  }
}
