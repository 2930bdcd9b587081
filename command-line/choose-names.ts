import { closest, distance } from "fastest-levenshtein";
import { CommandError } from "./command-error";

/** Further off than this, a suggestion would only puzzle. */
const mostTypos = 3;

/**
 * The one of some names that is given, or each for `all`.
 *
 * @param what the names stand for, in the message
 * @param note ends the message
 * @throws CommandError saying what there is, and which was meant perhaps
 */
export function chooseNames<Name extends string>(
  what: string,
  names: readonly Name[],
  given: string,
  note = "",
): readonly Name[] {
  if (given === "all") return names;
  const found = names.filter((name) => name === given);
  if (found.length > 0) return found;
  const allowed = [...names, "all"];
  const near = closest(given, allowed);
  const suggestion = distance(given, near) <= mostTypos ? `; did you mean ${near}?` : "";
  throw new CommandError(
    `there is no ${what} "${given}"${suggestion}\n\n  allowed  ${allowed.join(", ")}${note}`,
  );
}
