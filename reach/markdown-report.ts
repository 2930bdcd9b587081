import type { Reachability } from "./reachability";
import { type ReportTable, reportTables } from "./report-tables";

/**
 * For documentation, each table under a heading of the third level: the preset `dev` in whole, and from `prod` the
 * tables that say something else.
 */
export function markdownReport(dev: Reachability, prod: Reachability): string {
  const inProd = reportTables(prod);
  return reportTables(dev)
    .flatMap((table, index) => {
      const other = inProd[index];
      if (other === undefined || bodyOf(other) === bodyOf(table)) return [section(table, "")];
      return [section(table, " (`dev`)"), section(other, " (`prod`)")];
    })
    .join("\n");
}

function section(table: ReportTable, preset: string): string {
  return [`### ${table.title}${preset}`, "", ...(table.legend ? [table.legend, ""] : []), bodyOf(table)].join(
    "\n",
  );
}

function bodyOf({ head, rows, notes }: ReportTable): string {
  const lines = [head, head.map(() => ["---"]), ...rows].map(
    (row) => `| ${row.map((cell) => cell.join("<br>")).join(" | ")} |`,
  );
  return [...(rows.length > 0 ? lines : ["None."]), "", ...notes.flatMap((note) => [note, ""])].join("\n");
}
