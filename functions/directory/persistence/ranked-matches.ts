import type { Position } from "../domain/directory";
import type { Session } from "./database";
import { afterPosition, allOf, type Fragment, orderBy } from "./keyset";
import {
  beginsWith,
  chooseWords,
  hasWords,
  leadingRange,
  type WordIndex,
  type WordQuery,
  wordsLedBy,
} from "./word-index";

/** What is looked for, and from where on. */
export interface MatchRequest {
  readonly q: string;
  readonly limit: number;
  /**
   * So many entries of the leading word are looked at, and no more: it bounds the time when words are common but seldom
   * meet, or few matches meet the condition. Each test of another word is a descent of an index, about 3 µs.
   */
  readonly mostEntries: number;
  readonly after?: MatchPosition | undefined;
  /** What else must hold of the owner of an entry `w` of the index. */
  readonly condition?: Fragment | undefined;
}

/** An entry's place in the index. The field is 0 where the index has none. */
interface IndexKey {
  readonly field: number;
  readonly word: string;
  readonly id: number;
}

/** An entry's place, and the word that led to it: on the next page another might, because counts change. */
export interface MatchPosition extends IndexKey {
  readonly leading: string;
}

export interface Matches {
  readonly ids: readonly number[];
  /** Where to go on; absent when there are no more. */
  readonly next?: MatchPosition;
  /** Whether it ended because enough was looked at, and not because enough was found or there is no more. */
  readonly isCut: boolean;
}

interface Entry extends IndexKey {
  /** 1 when it is a match. */
  readonly fits: number;
}

/**
 * Walks the entries of a query's rarest word in the order of the index, which is the rank: by field, and within it by
 * word, whole ones before longer ones. An entry is a match when its owner has the other words too, meets the
 * condition, and has no earlier entry: so each owner comes once, on whatever page.
 */
export async function rankedMatches(
  session: Session,
  index: WordIndex,
  request: MatchRequest,
): Promise<Matches> {
  const { q, limit, mostEntries, condition } = request;
  const query = request.after
    ? wordsLedBy(q, request.after.leading)
    : await chooseWords(session, index, q, mostEntries);
  if (query === undefined) return { ids: [], isCut: false };
  const found: Entry[] = [];
  const most = Math.max(mostEntries, limit + spare);
  const isPlain = query.others.length === 0 && condition === undefined;
  // A single word's entries are matches but for a few; of several words' or a condition's, any number may be.
  let size = isPlain ? limit + spare : most;
  let after: IndexKey | undefined = request.after;
  for (let seen = 0; ; size = Math.max(most - seen, spare)) {
    const entries = await readEntries(session, index, query, { after, size, condition });
    found.push(...entries.filter((entry) => entry.fits === 1));
    if (found.length > limit) return matches(query, found.slice(0, limit), found[limit - 1], false);
    after = entries.at(-1);
    if (entries.length < size) return matches(query, found, undefined, false);
    seen += entries.length;
    if (seen >= most) return matches(query, found, after, true);
  }
}

/** Entries to read beyond those wanted: one tells that there's another page, some aren't their owner's first. */
const spare = 10;

function matches(
  { leading }: WordQuery,
  found: readonly Entry[],
  last: IndexKey | undefined,
  isCut: boolean,
): Matches {
  const ids = found.map((entry) => entry.id);
  if (last === undefined) return { ids, isCut };
  return { ids, isCut, next: { leading, field: last.field, word: last.word, id: last.id } };
}

interface Batch {
  readonly after: IndexKey | undefined;
  readonly size: number;
  readonly condition: Fragment | undefined;
}

function readEntries(session: Session, index: WordIndex, query: WordQuery, batch: Batch): Promise<Entry[]> {
  const { table, idColumn } = index;
  const range = leadingRange(index, query.leading);
  const fits = allOf([
    batch.condition,
    hasWords(index, `w.${idColumn}`, query.others),
    isFirstEntry(index, query.leading),
  ]);
  const columns = [...(index.fields ? ["w.field"] : []), "w.word", `w.${idColumn}`];
  const where = allOf([range, batch.after && afterPosition(columns, keyOf(index, batch.after), "asc")]);
  return session.query<Entry>(
    `SELECT ${index.fields ? "w.field" : "0 AS field"}, w.word, w.${idColumn} AS id, (${fits.sql}) AS fits
     FROM ${table} w FORCE INDEX (PRIMARY) WHERE ${where.sql} ORDER BY ${orderBy(columns, "asc")} LIMIT ${batch.size}`,
    [...fits.values, ...where.values],
  );
}

function keyOf(index: WordIndex, { field, word, id }: IndexKey): Position {
  return index.fields ? [field, word, id] : [word, id];
}

/** The owner's earlier entries, in the same field or a better one, that begin with the word: there is none. */
function isFirstEntry(index: WordIndex, leading: string): Fragment {
  const earlier = index.fields
    ? "(other.field < w.field OR (other.field = w.field AND other.word < w.word))"
    : "other.word < w.word";
  const range = beginsWith("other.word", leading);
  return {
    sql: `NOT EXISTS (SELECT 1 FROM ${index.table} other WHERE other.${index.idColumn} = w.${index.idColumn} AND ${range.sql} AND ${earlier})`,
    values: range.values,
  };
}
