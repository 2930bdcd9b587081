import { loadSettings } from "../../config/load-settings";
import type { SystemKey } from "../../config/settings";
import { SettingsError, type SettingsProblem } from "../../config/settings-problem";

/** The problems of a context; none when it loads. Anything else that is thrown fails the test. */
export function problemsOf(context: Record<string, unknown>): readonly SettingsProblem[] {
  try {
    loadSettings(context);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

/** The same for a context that only says something of one system. */
export function systemProblems(
  system: SystemKey,
  block: Record<string, unknown>,
): readonly SettingsProblem[] {
  return problemsOf({ [system]: block });
}

export function directoryProblems(directory: Record<string, unknown>): readonly SettingsProblem[] {
  return systemProblems("directory", directory);
}

export function haWebProblems(haWeb: Record<string, unknown>): readonly SettingsProblem[] {
  return systemProblems("haWeb", haWeb);
}
