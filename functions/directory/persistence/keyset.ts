import type { Order, Page, PageRequest, Position } from "../domain/directory";
import type { SqlValue } from "./database";

/** A part of a statement with the values of its placeholders. */
export interface Fragment {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * The condition "after this position" in an order by several columns, all in one direction. A position may have more
 * keys than there are columns.
 *
 * Written out branch by branch, `a > ? OR (a = ? AND b > ?)`, because that is what both servers turn into ranges of an
 * index that begin right after the position. The row comparison `(a, b) > (?, ?)`, or ORs nested in ANDs, they only
 * bound by the first column, and read all that equals it up to the position.
 */
export function afterPosition(columns: readonly string[], position: Position, order: Order): Fragment {
  const beyond = order === "asc" ? ">" : "<";
  const keys = columns.map((_, index) => position[index]).filter((key) => key !== undefined);
  if (keys.length < columns.length) throw new Error("a position needs a key for each column");
  const branches = columns.map((column, index) =>
    [...columns.slice(0, index).map((earlier) => `${earlier} = ?`), `${column} ${beyond} ?`].join(" AND "),
  );
  return {
    sql: `(${branches.map((branch) => `(${branch})`).join(" OR ")})`,
    values: columns.flatMap((_, index) => keys.slice(0, index + 1)),
  };
}

export function orderBy(columns: readonly string[], order: Order): string {
  return columns.map((column) => `${column} ${order === "asc" ? "ASC" : "DESC"}`).join(", ");
}

/** Joins conditions; all hold. */
export function allOf(conditions: readonly (Fragment | undefined)[]): Fragment {
  const given = conditions.filter((condition) => condition !== undefined);
  if (given.length === 0) return { sql: "TRUE", values: [] };
  return {
    sql: given.map((condition) => condition.sql).join(" AND "),
    values: given.flatMap((condition) => condition.values),
  };
}

/** How many rows to ask for: one more than wanted tells whether there's another page. */
export function rowsWanted(request: PageRequest): number {
  return request.limit + 1;
}

/** Makes the page of the rows that a statement with `rowsWanted` found. */
export function toPage<Item>(
  items: readonly Item[],
  limit: number,
  positionOf: (item: Item) => Position,
): Page<Item> {
  const last = items.length > limit ? items[limit - 1] : undefined;
  if (last === undefined) return { items };
  return { items: items.slice(0, limit), next: positionOf(last) };
}
