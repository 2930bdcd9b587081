import type { Verdict } from "./verdict";

/** A chapter of the report: what one benchmark gives. */
export interface Section {
  readonly title: string;
  /** Measures; takes its time. */
  measure(): Promise<SectionResult>;
}

export interface SectionResult {
  /** Tables and how they were got, as the terminal and the report show them. No path and no host name of a machine. */
  readonly text: string;
  /** What was to be reached. */
  readonly verdicts: readonly Verdict[];
}

export interface MeasuredSection extends SectionResult {
  readonly title: string;
}
