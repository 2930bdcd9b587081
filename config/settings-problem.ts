/** One thing that is wrong with the settings. */
export interface SettingsProblem {
  /** Full path of the setting, as `directory.azs[1]`. */
  readonly key: string;
  /** The value found there; leave it out where there is none worth showing. */
  readonly given?: unknown;
  /** Which values would do, or the rule that is broken. */
  readonly allowed: string;
  /** What to write instead. */
  readonly hint?: string;
}

/** All that is wrong with the settings, at once. The message is meant for the user's terminal. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(readonly problems: readonly SettingsProblem[]) {
    super(renderProblems(problems));
  }
}

function renderProblems(problems: readonly SettingsProblem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`The settings have ${count}; nothing was written.`, ...problems.map(renderProblem)].join("\n\n");
}

function renderProblem({ key, given, allowed, hint }: SettingsProblem): string {
  return [
    `  ${key}`,
    given === undefined ? undefined : `    given    ${renderValue(given)}`,
    `    allowed  ${allowed}`,
    hint === undefined ? undefined : `    hint     ${hint}`,
  ]
    .filter((line) => line !== undefined)
    .join("\n");
}

const longestValueShown = 120;

/** As JSON, because the quotes show a number written as text. */
function renderValue(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length <= longestValueShown ? json : `${json.slice(0, longestValueShown)}…`;
}
