import Table from "cli-table3";
import type { Reachability } from "./reachability";
import { type ReportTable, reportTables } from "./report-tables";

const longestHead = 15;

/** For a terminal of 100 columns. */
export function textReport(system: string, reachability: Reachability): string {
  return [system, ...reportTables(reachability).map(section)].join("\n\n");
}

function section({ title, legend, head, rows, notes }: ReportTable): string {
  const table = new Table({
    head: head.map((cell) => cell.map(foldedName).join("\n")),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map((cell) => cell.join("\n"))));
  return [
    `${title}${legend ? `. ${legend}` : ""}`,
    ...(rows.length > 0 ? [table.toString()] : ["none"]),
    ...notes,
  ].join("\n");
}

/** Above columns of short cells a long name takes two lines: `database_` over `instance_a`. */
function foldedName(name: string): string {
  return name.length > longestHead ? name.replace("_", "_\n") : name;
}
