import { stringify } from "csv-stringify/sync";
import type { Directory, Order, PersonFilter, PersonSort, Position } from "../domain/directory";
import type { Person } from "../domain/entities";
import type { Answer } from "./answer";
import { guardFormula } from "./csv-formula";
import { encodeCursor } from "./cursor";
import { startOf } from "./pages";
import { personList } from "./person-list";
import { csvColumns } from "./schemas";

interface ExportQuery extends PersonFilter {
  readonly sort?: PersonSort | undefined;
  readonly order?: Order | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** How many people are read at a time. */
const batchSize = 1_000;

/** A Lambda function's answer ends at 6 MB, as JSON text with its quotes escaped; a batch may go over this by itself. */
const maxPageBytes = 3 * 1024 * 1024;

/** One page of the export: as many people as asked for, or as fit an answer. */
export async function exportPage(
  directory: Directory,
  query: ExportQuery,
  url: { readonly path: string; readonly query: Readonly<Record<string, string>> },
): Promise<Answer> {
  const { list, keys, fetch } = personList("export", query, directory);
  const start = startOf({ list, keys }, query.cursor);
  const parts = start === undefined ? [stringify([csvColumns])] : [];
  let bytes = 0;
  let left = query.limit;
  let position = start;
  do {
    const page = await fetch(Math.min(batchSize, left), position);
    const part = stringify(page.items.map(cells));
    parts.push(part);
    bytes += Buffer.byteLength(JSON.stringify(part));
    left -= page.items.length;
    position = page.next;
  } while (position !== undefined && left > 0 && bytes < maxPageBytes);
  return { text: parts.join(""), headers: { ...fileHeaders, ...nextHeaders(list, position, url) } };
}

const fileHeaders = {
  "Content-Type": "text/csv; charset=utf-8",
  "Content-Disposition": 'attachment; filename="personnel.csv"',
};

function cells(person: Person): string[] {
  const row: Record<(typeof csvColumns)[number], string> = {
    firstName: person.firstName,
    lastName: person.lastName,
    jobTitle: person.jobTitle,
    email: person.email,
    department: person.department.name,
    location: person.location.name,
  };
  return csvColumns.map((column) => guardFormula(row[column]));
}

function nextHeaders(
  list: string,
  next: Position | undefined,
  url: { readonly path: string; readonly query: Readonly<Record<string, string>> },
): Record<string, string> {
  if (next === undefined) return {};
  const cursor = encodeCursor(list, next);
  const query = new URLSearchParams({ ...url.query, cursor });
  return { "X-Next-Cursor": cursor, Link: `<${url.path}?${query}>; rel="next"` };
}
