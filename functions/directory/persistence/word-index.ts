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

/** The words of a query: the rarest leads, the others are tested on what it finds. */
export interface WordQuery {
  readonly leading: string;
  readonly others: readonly string[];
  /** How many entries the leading word has, at most as many as were counted. */
  readonly candidates: number;
}

/**
 * Chooses the rarest of a query's words.
 * @param most stop counting here: whoever has more is common
 * @returns nothing if the query has no letter or digit: then it matches nothing
 */
export async function planWords(
  session: Session,
  index: WordIndex,
  q: string,
  most: number,
): Promise<WordQuery | undefined> {
  const counted: { word: string; count: number }[] = [];
  for (const word of wordsOfQuery(q)) {
    counted.push({ word, count: await countEntries(session, index, word, most) });
  }
  counted.sort((a, b) => a.count - b.count);
  const [leading, ...others] = counted;
  if (leading === undefined) return undefined;
  return { leading: leading.word, others: others.map(({ word }) => word), candidates: leading.count };
}

async function countEntries(session: Session, index: WordIndex, word: string, most: number): Promise<number> {
  const range = leadingRange(index, word);
  const [row] = await session.query<{ count: number }>(
    `SELECT COUNT(*) AS count FROM (SELECT 1 FROM ${index.table} w WHERE ${range.sql} LIMIT ${most}) AS bounded`,
    range.values,
  );
  return row?.count ?? 0;
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
