import Table from "cli-table3";
import type { Reachability } from "./reachability";
import { type ReportTable, reportTables } from "./report-tables";

/** For a terminal of 100 columns. */
export function textReport(system: string, reachability: Reachability): string {
  return [system, ...reportTables(reachability).map(section)].join("\n\n");
}

function section({ title, legend, head, rows, notes }: ReportTable): string {
  const table = new Table({
    head: head.map((cell) => cell.join("\n")),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map((cell) => cell.join("\n"))));
  return [
    `${title}${legend ? `. ${legend}` : ""}`,
    ...(rows.length > 0 ? [table.toString()] : ["none"]),
    ...notes,
  ].join("\n");
}
