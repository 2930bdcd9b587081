import type { Reachability } from "./reachability";

/** The pairs as a table: who asks in rows, who answers in columns. Ends of which the same is to say share one. */
export interface Matrix {
  /** The names at the head of each column. */
  readonly columns: readonly (readonly string[])[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly names: readonly string[];
  /** A column's ports: `80, 443`, `443 partly`, or `-` for closed. */
  readonly cells: readonly string[];
}

export const closed = "-";

export function matrixOf({ ends, pairs }: Reachability): Matrix {
  const asking = ends.filter(({ canAsk }) => canAsk).map(({ name }) => name);
  const answering = ends.filter(({ canAnswer }) => canAnswer).map(({ name }) => name);
  const cellOf = (from: string, to: string) => {
    const pair = pairs.find((each) => each.from === from && each.to === to);
    if (pair === undefined) return closed;
    return `${pair.ports.join(", ")}${pair.onlyBetween.length > 0 ? " partly" : ""}`;
  };
  const rows = merged(asking, (from) => answering.map((to) => cellOf(from, to)));
  const askers = rows.map(({ members }) => members);
  const columns = merged(answering, (to) => askers.map(([from]) => (from ? cellOf(from, to) : closed)));
  return {
    columns: columns.map(({ members }) => members),
    rows: askers.map((members, row) => ({
      names: members,
      cells: columns.map(({ cells }) => cells[row] ?? closed),
    })),
  };
}

/** Members with equal cells, in the order of their first. */
function merged<Member>(members: readonly Member[], cellsOf: (member: Member) => string[]) {
  const lines = new Map<string, { readonly members: Member[]; readonly cells: string[] }>();
  for (const member of members) {
    const cells = cellsOf(member);
    const line = lines.get(cells.join("|")) ?? { members: [], cells };
    line.members.push(member);
    lines.set(cells.join("|"), line);
  }
  return [...lines.values()];
}
