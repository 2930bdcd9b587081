import { CommandError } from "../command-line/command-error";
import { oneSystem, readArguments } from "../command-line/read-arguments";
import type { PlanMode } from "./plan-mode";

export const planUsage = `Plans every layer of a system with the real Terraform, each after those it reads.

  npm run plan -- <system|all> [--preset dev|prod] [--live]

  <system>           a system, with whatever it reads of others; all: every stack there is
  --preset <name>    instead of the preset in the settings
  --live             against the states in the configured backend and the account whose credentials Terraform finds
  --offline          the default: needs no account, reads no state, and is provisional`;

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
 * @throws CommandError
 */
export function readPlanArguments(args: readonly string[]): PlanArguments | undefined {
  const given = readArguments(args, planUsage, {
    preset: { type: "string" },
    live: { type: "boolean" },
    offline: { type: "boolean" },
  });
  if (given === undefined) return undefined;
  const { preset, live, offline } = given.values;
  if (live && offline) throw new CommandError("--live and --offline exclude each other: name one");
  return { system: oneSystem(given.positionals, planUsage), preset, mode: live ? "live" : "offline" };
}
