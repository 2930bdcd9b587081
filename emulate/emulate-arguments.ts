import { chooseNames } from "../command-line/choose-names";
import { oneSystem, readArguments } from "../command-line/read-arguments";
import { type Preset, presets, type SystemName, systemNames } from "../config/settings";

export const emulateUsage = `Deploys a system to an emulated AWS account with the real Terraform, tries it, and destroys it again.

  npm run emulate -- <system|all> [--preset dev|prod|all] [--brief]

  <system>           ${systemNames.join(", ")}; all: every one, at the same time
  --preset <name>    whose settings; dev unless told otherwise; all: each. Settings of your own don't count here
  --brief            deploys, plans again and destroys; without changed settings, held locks and killed runs`;

export interface EmulateArguments {
  readonly systems: readonly SystemName[];
  readonly presets: readonly Preset[];
  /** Without changes and mishaps. */
  readonly isBrief: boolean;
}

/**
 * What the command line asks for; undefined when that is only the usage.
 *
 * @throws CommandError
 */
export function readEmulateArguments(args: readonly string[]): EmulateArguments | undefined {
  const given = readArguments(args, emulateUsage, {
    preset: { type: "string" },
    brief: { type: "boolean" },
  });
  if (given === undefined) return undefined;
  const { preset = "dev", brief = false } = given.values;
  return {
    systems: chooseNames("system", systemNames, oneSystem(given.positionals, emulateUsage)),
    presets: chooseNames("preset", presets, preset),
    isBrief: brief,
  };
}
