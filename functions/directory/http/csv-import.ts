import { CsvError, parse } from "csv-parse/sync";
import type { ImportedPerson } from "../domain/entities";
import { ImportRejectedError, type RowProblem } from "../domain/errors";
import { ApiError } from "./api-error";
import { unguardFormula } from "./csv-formula";
import { maxCsvRows } from "./routes";
import { csvColumns, importRow } from "./schemas";

type Column = (typeof csvColumns)[number];

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** No cell may be longer than this, whatever its column: a forgotten quote would swallow the file. */
const maxRecordBytes = 8_192;

/**
 * Reads a file of people, and checks everything that can be checked without the directory.
 * @throws ImportRejectedError with all of the rows' problems; ApiError 413 when there are too many rows
 */
export function parseImport(text: string): ImportedPerson[] {
  refuseLongLines(text);
  const [header, ...records] = readRecords(text);
  const columns = readHeader(header);
  if (records.length > maxCsvRows) {
    throw new ApiError(413, "too_many_rows", `the file has more than ${maxCsvRows} rows: split it`);
  }
  const problems: RowProblem[] = [];
  const rows = records.flatMap((record) => readRow(columns, record, problems) ?? []);
  problems.push(...repeatedEmails(rows));
  if (records.length === 0) problems.push({ line: 1, message: "the file has no rows below its header" });
  if (problems.length > 0) throw new ImportRejectedError(problems);
  return rows;
}

/** The parser limits the text in a record, not the number of its cells: a line of commas alone would fill the memory. */
function refuseLongLines(text: string): void {
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === lineFeed || code === carriageReturn) start = index + 1;
    if (index - start > 2 * maxRecordBytes) {
      const line = text.slice(0, start).split(lineEnd).length;
      throw new ImportRejectedError([{ line, message: "is longer than a row can be" }]);
    }
  }
}

const lineFeed = 10;
const carriageReturn = 13;
const lineEnd = /\r\n|\n|\r/;

function readRecords(text: string): CsvRecord[] {
  let lastGoodLine = 0;
  try {
    return parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: maxRecordBytes,
      // The header, all that are allowed, and one more to know of: ten megabytes of line ends would be millions.
      to: maxCsvRows + 2,
      on_record: (record, { lines }) => {
        lastGoodLine = lines;
        return record;
      },
    }) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser tells where it gave up: of a quote that isn't closed, that is the end of the file.
    const message = "isn't CSV from here on: look for a quote that isn't closed";
    throw new ImportRejectedError([{ line: lastGoodLine + 1, message }]);
  }
}

function readHeader(header: CsvRecord | undefined): Column[] {
  const given = header?.record.map((name) => name.trim()) ?? [];
  const isComplete =
    given.length === csvColumns.length && csvColumns.every((column) => given.includes(column));
  if (isComplete) return given as Column[];
  const message = `the header must name the columns ${csvColumns.join(", ")}, each once, in any order`;
  throw new ImportRejectedError([{ line: 1, message }]);
}

function readRow(
  columns: readonly Column[],
  csv: CsvRecord,
  problems: RowProblem[],
): ImportedPerson | undefined {
  const line = startLine(csv);
  if (csv.record.length !== columns.length) {
    problems.push({ line, message: `has ${csv.record.length} cells instead of ${columns.length}` });
    return undefined;
  }
  const cells = Object.fromEntries(
    columns.map((column, index) => [column, unguardFormula(csv.record[index] ?? "")]),
  );
  const result = importRow.safeParse(cells);
  if (result.success) return { ...result.data, line };
  for (const issue of result.error.issues) {
    problems.push({ line, column: issue.path.map(String).join("."), message: issue.message });
  }
  return undefined;
}

/** The parser tells the line that a record ends on. */
function startLine({ record, info }: CsvRecord): number {
  return info.lines - record.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

function repeatedEmails(rows: readonly ImportedPerson[]): RowProblem[] {
  const lines = new Map<string, number>();
  return rows.flatMap((row): RowProblem[] => {
    const email = row.email.toLowerCase();
    const earlier = lines.get(email);
    if (earlier === undefined) {
      lines.set(email, row.line);
      return [];
    }
    return [{ line: row.line, column: "email", message: `is the same as on line ${earlier}` }];
  });
}
