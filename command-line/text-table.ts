import Table from "cli-table3";

/**
 * A table without colours, because it is also written to files.
 *
 * @param textColumns how many of the first columns hold text; the others hold numbers, which stand to the right.
 *   All unless told otherwise
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  { textColumns = head.length }: { readonly textColumns?: number } = {},
): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, column) => (column < textColumns ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
