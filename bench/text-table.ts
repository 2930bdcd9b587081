import Table from "cli-table3";

/**
 * A table without colours, because it is also written to a file.
 *
 * @param numbers whether all columns but the first hold numbers, which stand to the right
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { numbers = false } = {},
): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (numbers && column > 0 ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
