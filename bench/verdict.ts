import { textTable } from "../command-line/text-table";

/** What was to be reached, and whether it was. */
export interface Verdict {
  readonly target: string;
  readonly toReach: string;
  /** Empty when it wasn't measured. */
  readonly reached: string;
  /** Nothing when it wasn't measured. */
  readonly isMet: boolean | undefined;
}

/** `MISSED` stands out on purpose. */
export function outcomeOf({ isMet }: Verdict): "met" | "MISSED" | "not measured" {
  if (isMet === undefined) return "not measured";
  return isMet ? "met" : "MISSED";
}

export function verdictTable(verdicts: readonly Verdict[]): string {
  return textTable(
    ["target", "to reach", "reached", ""],
    verdicts.map((verdict) => [verdict.target, verdict.toReach, verdict.reached, outcomeOf(verdict)]),
  );
}
