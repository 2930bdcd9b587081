/** A claim about a system that was put to the test. */
export interface CheckResult {
  /** With the preset, as `directory prod`. */
  readonly system: string;
  readonly check: string;
  readonly outcome: "passed" | "failed" | "not run";
  /** What was seen: the proof, or what is wrong. */
  readonly saw: string;
  readonly seconds: number;
}

/** What a check saw isn't what it should be. The message says both. */
export class CheckFailure extends Error {}

/** Runs a check, which says what it saw or throws. */
export async function runCheck(
  system: string,
  check: string,
  work: () => Promise<string>,
): Promise<CheckResult> {
  const start = performance.now();
  const end = (outcome: "passed" | "failed", saw: string): CheckResult => ({
    system,
    check,
    outcome,
    saw,
    seconds: (performance.now() - start) / 1000,
  });
  try {
    return end("passed", await work());
  } catch (error) {
    return end("failed", error instanceof Error ? error.message : String(error));
  }
}
