import { parseArgs } from "node:util";
import { closest, distance } from "fastest-levenshtein";
import { type Preset, presets, type SystemName, systemNames } from "../config/settings";

export const emulateUsage = `Deploys a system to an emulated AWS account with the real Terraform, tries it, and destroys it again.

  npm run emulate -- <system|all> [--preset dev|prod|all] [--brief]

  <system>           ${systemNames.join(", ")}; all: every one, at the same time
  --preset <name>    whose settings; dev unless told otherwise; all: each. Settings of your own don't count here
  --brief            deploys, plans again and destroys; without changed settings, held locks and killed runs`;

/** What the user has to mend: the message is for the terminal. */
export class EmulateError extends Error {}

export interface EmulateArguments {
  readonly systems: readonly SystemName[];
  readonly presets: readonly Preset[];
  /** Without changes and mishaps. */
  readonly isBrief: boolean;
}

/** Further off than this, a suggestion would only puzzle. */
const mostTypos = 3;

/**
 * What the command line asks for; undefined when that is only the usage.
 *
 * @throws EmulateError
 */
export function readEmulateArguments(args: readonly string[]): EmulateArguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [system, ...more] = positionals;
  if (system === undefined || more.length > 0) {
    const given = positionals.join(" ") || "nothing";
    throw new EmulateError(`name one system, or all; given: ${given}\n\n${emulateUsage}`);
  }
  return {
    systems: someOf("system", systemNames, system),
    presets: someOf("preset", presets, values.preset ?? "dev"),
    isBrief: values.brief ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        preset: { type: "string" },
        brief: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new EmulateError(`${error instanceof Error ? error.message : String(error)}\n\n${emulateUsage}`);
  }
}

/** The one that is named, or all. */
function someOf<T extends string>(what: string, names: readonly T[], given: string): readonly T[] {
  const allowed = [...names, "all"];
  if (given === "all") return names;
  const found = names.filter((name) => name === given);
  if (found.length > 0) return found;
  const near = closest(given, allowed);
  const suggestion = distance(given, near) <= mostTypos ? `; did you mean ${near}?` : "";
  throw new EmulateError(`there is no ${what} "${given}"${suggestion}\n\n  allowed  ${allowed.join(", ")}`);
}
