import { type PersonWord, wordsOfQuery } from "../domain/search-words";
import type { Session, SqlValue } from "./database";
import type { Fragment } from "./keyset";

/** A table of search words: see the migrations. */
export interface WordIndex {
  readonly table: "personnel_word" | "department_word" | "location_word";
  readonly idColumn: "personnel_id" | "department_id" | "location_id";
  /** The leading column of the primary key, from best to worst, where the table has ranks. */
  readonly fields?: readonly number[];
}

export const personnelWords: WordIndex = {
  table: "personnel_word",
  idColumn: "personnel_id",
  fields: [0, 1, 2],
};
export const departmentWords: WordIndex = { table: "department_word", idColumn: "department_id" };
export const locationWords: WordIndex = { table: "location_word", idColumn: "location_id" };

/** The character that sorts after all others in the columns' collation. */
const lastCharacter = "\u{10FFFF}";

/**
 * The words beginning with a given one, as a range of the index. Unlike LIKE it knows no wildcards and all of the
 * collation's equalities: "strasse" finds "Straße".
 */
export function beginsWith(column: string, word: string): Fragment {
  return { sql: `${column} BETWEEN ? AND ?`, values: [word, `${word}${lastCharacter}`] };
}

/** The words of a query: one leads, the others are tested on what it finds. */
export interface WordQuery {
  readonly leading: string;
  readonly others: readonly string[];
}

/**
 * Lets the rarest of a query's words lead.
 * @param enough which word is the rarest needn't be known beyond so many entries. @default 1000
 * @returns nothing if nothing can match: one word has no entry, or there is no word
 */
export async function chooseWords(
  session: Session,
  index: WordIndex,
  q: string,
  enough = 1_000,
): Promise<WordQuery | undefined> {
  const words = wordsOfQuery(q);
  const [only] = words;
  if (only === undefined || words.length === 1)
    return only === undefined ? undefined : { leading: only, others: [] };
  const counts = await countEntries(session, index, words, enough);
  const least = Math.min(...counts);
  return least === 0 ? undefined : leadBy(words, words[counts.indexOf(least)] ?? only);
}

/** The same query led by a word that was chosen earlier; nothing if it isn't one of the query's. */
export function wordsLedBy(q: string, leading: string): WordQuery | undefined {
  const words = wordsOfQuery(q);
  return words.includes(leading) ? leadBy(words, leading) : undefined;
}

function leadBy(words: readonly string[], leading: string): WordQuery {
  return { leading, others: words.filter((word) => word !== leading) };
}

async function countEntries(
  session: Session,
  index: WordIndex,
  words: readonly string[],
  enough: number,
): Promise<number[]> {
  const ranges = words.map((word) => leadingRange(index, word));
  const counts = ranges.map(
    ({ sql }, position) =>
      `(SELECT COUNT(*) FROM (SELECT 1 FROM ${index.table} w WHERE ${sql} LIMIT ${enough}) AS bounded) AS word${position}`,
  );
  const [row] = await session.query<Record<string, number>>(
    `SELECT ${counts.join(", ")}`,
    ranges.flatMap(({ values }) => values),
  );
  return words.map((_, position) => row?.[`word${position}`] ?? 0);
}

/** The entries of the leading word, in every field. */
export function leadingRange(index: WordIndex, word: string): Fragment {
  const range = beginsWith("w.word", word);
  if (!index.fields) return range;
  return { sql: `w.field IN (${index.fields.join(", ")}) AND ${range.sql}`, values: range.values };
}

/** The condition that an entity has each of these words, wherever. */
export function hasWords(index: WordIndex, id: string, words: readonly string[]): Fragment | undefined {
  if (words.length === 0) return undefined;
  const tests = words.map((word) => beginsWith("other.word", word));
  return {
    sql: tests
      .map(
        (test) =>
          `EXISTS (SELECT 1 FROM ${index.table} other WHERE other.${index.idColumn} = ${id} AND ${test.sql})`,
      )
      .join(" AND "),
    values: tests.flatMap((test) => test.values),
  };
}

/** Every entity that the words match, as a table of ids. */
export function matchingIds(index: WordIndex, query: WordQuery): Fragment {
  const range = leadingRange(index, query.leading);
  const rest = hasWords(index, `w.${index.idColumn}`, query.others);
  return {
    sql: `SELECT DISTINCT w.${index.idColumn} AS id FROM ${index.table} w WHERE ${range.sql}${rest ? ` AND ${rest.sql}` : ""}`,
    values: [...range.values, ...(rest?.values ?? [])],
  };
}

/** Replaces a department's or a location's words. */
export async function replaceNameWords(
  session: Session,
  index: WordIndex,
  id: number,
  words: readonly string[],
): Promise<void> {
  await session.change(`DELETE FROM ${index.table} WHERE ${index.idColumn} = ?`, [id]);
  await insertNameWords(
    session,
    index,
    words.map((word) => [word, id]),
  );
}

export async function insertNameWords(
  session: Session,
  index: WordIndex,
  entries: readonly (readonly [word: string, id: number])[],
): Promise<void> {
  if (entries.length === 0) return;
  await session.change(
    // The collation knows more equalities than JavaScript: "jose" and "josé" are one word.
    `INSERT INTO ${index.table} (word, ${index.idColumn}) VALUES ? ON DUPLICATE KEY UPDATE word = word`,
    [entries],
  );
}

export async function insertPersonWords(
  session: Session,
  entries: readonly (PersonWord & { readonly personId: number })[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows: SqlValue[] = entries.map(({ field, word, personId }) => [field, word, personId]);
  await session.change(
    "INSERT INTO personnel_word (field, word, personnel_id) VALUES ? ON DUPLICATE KEY UPDATE word = word",
    [rows],
  );
}
