import type { SystemKey } from "../settings";
import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";

/**
 * A rule about settings that the schema of a single value can't express.
 *
 * `reads` names all settings that `check` looks at. The rule is left out while one of them is wrong in itself,
 * which is reported anyway; the other rules still run, so that one go shows all there is to mend.
 */
export interface Rule {
  readonly reads: readonly string[];
  readonly check: (settings: SettingsInput) => SettingsProblem[];
}

/** The block of one system, whichever: what all of them have alike can be read without knowing it. */
export type SystemInput = SettingsInput[SystemKey];
