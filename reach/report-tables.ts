import { matrixOf } from "./matrix";
import type { Reachability, WayOutSummary } from "./reachability";

/** A table with what must be said before it. Several lines in a cell are several entries. */
export interface ReportTable {
  readonly title: string;
  /** How to read it, where that isn't plain. */
  readonly legend?: string;
  readonly head: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
  /** Sentences below the table. */
  readonly notes: readonly string[];
}

export type Cell = readonly string[];

const nothing = ["-"];

/** The report as tables, whatever they are printed as. */
export function reportTables(reachability: Reachability): ReportTable[] {
  return [
    matrixTable(reachability),
    endsTable(reachability),
    waysOutTable(reachability),
    unusedTable(reachability),
  ];
}

function matrixTable(reachability: Reachability): ReportTable {
  const { columns, rows } = matrixOf(reachability);
  return {
    title: "Who can talk to whom",
    legend: "Rows ask, columns answer. The cells are TCP ports; - is closed.",
    head: [["from \\ to"], ...columns],
    rows: rows.map(({ names, cells }) => [names, ...cells.map((cell) => [cell])]),
    notes: reachability.pairs
      .filter(({ onlyBetween }) => onlyBetween.length > 0)
      .map(({ from, to, onlyBetween }) => `${from} reaches ${to} partly: ${onlyBetween.join(", ")}.`),
  };
}

function endsTable({ ends }: Reachability): ReportTable {
  return {
    title: "Who they are",
    head: [["name"], ["type", "layer"], ["subnets"], ["groups"], ["listens"]],
    rows: ends
      .filter(({ resource }) => resource !== null)
      .map(({ name, resource, layer, subnets, groups, listens }) => [
        [name],
        [resource?.split(".")[0] ?? "-", layer ?? "-"],
        orNothing(subnets),
        orNothing(groups),
        orNothing(listens),
      ]),
    notes: [],
  };
}

function waysOutTable({ waysOut }: Reachability): ReportTable {
  return {
    title: "Ways out to the internet",
    head: [["subnet"], ["zone"], ["through"], ["needs"]],
    rows: waysOut.map((way) => [[way.subnet], [way.zone], [way.broken ?? way.through ?? "-"], [needOf(way)]]),
    notes: [],
  };
}

function needOf({ through, dependsOnZone }: WayOutSummary): string {
  if (dependsOnZone !== null) return `another zone: ${dependsOnZone}`;
  return through === null ? "-" : "its own zone only";
}

function unusedTable({ unused, groupsWithoutEgress, groupsWithoutHolder }: Reachability): ReportTable {
  return {
    title: "Open, but nothing uses it",
    head: [["rule"], ["opens", "and why for nothing"]],
    rows: unused.map(({ rule, layer, opens, why }) => [
      [shortRule(rule), layer],
      [opens, why],
    ]),
    notes: [
      groupsWithoutEgress.length > 0 &&
        `May answer but start nothing (no egress): the holders of ${groupsWithoutEgress.join(", ")}.`,
      groupsWithoutHolder.length > 0 && `Held by nothing: ${groupsWithoutHolder.join(", ")}.`,
    ].filter((note) => note !== false),
  };
}

/** The type's long name says what the column beside it says. */
function shortRule(rule: string): string {
  return rule.replace(/^aws_vpc_security_group_/, "");
}

function orNothing(lines: readonly string[]): Cell {
  return lines.length > 0 ? lines : nothing;
}
