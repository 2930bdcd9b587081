import Table from "cli-table3";
import type { CheckResult } from "./check";

/** Wider columns wrap badly in a terminal of 120. */
const widestSaw = 56;

/** A table of all checks, and below it in full what those that failed saw. */
export function checkReport(results: readonly CheckResult[]): string {
  const table = new Table({
    head: ["system", "check", "result", "s", "saw"],
    colAligns: ["left", "left", "left", "right", "left"],
    colWidths: [null, null, null, null, widestSaw + 2],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const { system, check, outcome, saw, seconds } of results) {
    const result = outcome === "failed" ? "FAILED" : outcome;
    table.push([system, check, result, Math.round(seconds), outcome === "failed" ? "see below" : saw]);
  }
  const failures = results.filter(({ outcome }) => outcome === "failed");
  return [
    table.toString(),
    ...failures.map(({ system, check, saw }) => `\n${system}, ${check}:\n${saw.replaceAll(/^/gm, "  ")}`),
    verdict(results),
  ].join("\n");
}

function verdict(results: readonly CheckResult[]): string {
  const count = (wanted: CheckResult["outcome"]) =>
    results.filter(({ outcome }) => outcome === wanted).length;
  const [passed, failed, notRun] = [count("passed"), count("failed"), count("not run")];
  if (failed + notRun === 0) return `\nAll ${passed} checks passed.`;
  return `\n${failed} of ${results.length} checks FAILED${notRun > 0 ? `, ${notRun} were not run` : ""}.`;
}
