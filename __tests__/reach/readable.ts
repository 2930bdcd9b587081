import { matrixOf } from "../../reach/matrix";
import type { Reachability } from "../../reach/reachability";

/** Every pair that can talk, as `web → db 3306`; where it holds only between some subnets, they follow in brackets. */
export function openPairs({ pairs }: Reachability): string[] {
  return pairs.map(({ from, to, ports, onlyBetween }) => {
    const where = onlyBetween.length > 0 ? ` (${onlyBetween.join(", ")})` : "";
    return `${from} → ${to} ${ports.join(", ")}${where}`;
  });
}

/** The whole matrix, cell by cell, as `written` reads one from a test. */
export function matrixCells(reachability: Reachability): string[][] {
  const { columns, rows } = matrixOf(reachability);
  const head = ["from", ...columns.map((names) => names.join(" "))];
  return [head, ...rows.map(({ names, cells }) => [names.join(" "), ...cells])];
}

/** A table as it is written in a test: a row a line, cells apart by bars. */
export function written(table: string): string[][] {
  return table
    .trim()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()));
}

/** What is open in vain, one line each. */
export function unusedRules({ unused }: Reachability): string[] {
  return unused.map(({ opens, why }) => `${opens}: ${why}`);
}
