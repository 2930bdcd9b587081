import type { SearchResults } from "../domain/directory";
import { wordsOfQuery } from "../domain/search-words";
import type { Session } from "./database";
import { getDepartments } from "./departments";
import { allOf } from "./keyset";
import { getLocations } from "./locations";
import { getPeople } from "./people";
import {
  beginsWith,
  departmentWords,
  hasWords,
  locationWords,
  personnelWords,
  planWords,
  type WordIndex,
  type WordQuery,
} from "./word-index";

export async function search(session: Session, q: string, limit: number): Promise<SearchResults> {
  const people = await bestMatches(session, personnelWords, q, limit);
  const departments = await bestMatches(session, departmentWords, q, limit);
  const locations = await bestMatches(session, locationWords, q, limit);
  return {
    personnel: await getPeople(session, people.ids),
    departments: await getDepartments(session, departments.ids),
    locations: await getLocations(session, locations.ids),
    complete: people.complete && departments.complete && locations.complete,
  };
}

interface Matches {
  readonly ids: readonly number[];
  /** False when there may be more or better matches among the candidates that were not looked at. */
  readonly complete: boolean;
}

/** The most entries of the leading word that are looked at: it bounds the time for words that are all common. */
const maxCandidates = 10_000;

/** How many entries are looked at in one statement when they must have other words too. */
const batchSize = 500;

/** Which of several words is the rarest needn't be known beyond this. */
const enoughToCompare = 2_000;

/** Best first: by field, whole words before longer ones, then by word: the order of the index itself. */
async function bestMatches(session: Session, index: WordIndex, q: string, limit: number): Promise<Matches> {
  const query = await chooseLeading(session, index, q);
  if (query === undefined || query.candidates === 0) return { ids: [], complete: true };
  const found = new Set<number>();
  let seen = 0;
  for await (const entry of rankedEntries(session, index, query, limit)) {
    seen += 1;
    if (entry.fits) found.add(entry.id);
    if (found.size === limit) return { ids: [...found], complete: true };
    if (seen === maxCandidates) return { ids: [...found], complete: false };
  }
  return { ids: [...found], complete: true };
}

/** One word leads without being counted. */
async function chooseLeading(session: Session, index: WordIndex, q: string): Promise<WordQuery | undefined> {
  const [word, ...others] = wordsOfQuery(q);
  if (word !== undefined && others.length === 0)
    return { leading: word, others, candidates: enoughToCompare };
  return planWords(session, index, q, enoughToCompare);
}

/** The leading word's entries from best to worst, read as far as the caller goes. */
async function* rankedEntries(
  session: Session,
  index: WordIndex,
  query: WordQuery,
  limit: number,
): AsyncGenerator<Entry> {
  // One word: every entry fits, though a person may appear more than once.
  const size = query.others.length === 0 ? 2 * limit : batchSize;
  for (const field of index.fields ?? [undefined]) {
    let entries: Entry[];
    let after: Entry | undefined;
    do {
      entries = await readEntries(session, index, query, { field, after, size });
      yield* entries;
      after = entries.at(-1);
    } while (entries.length === size);
  }
}

interface Entry {
  readonly word: string;
  readonly id: number;
  /** 1 when it has the other words too. */
  readonly fits: number;
}

interface Batch {
  readonly field: number | undefined;
  readonly after: Entry | undefined;
  readonly size: number;
}

function readEntries(session: Session, index: WordIndex, query: WordQuery, batch: Batch): Promise<Entry[]> {
  const { table, idColumn } = index;
  const fits = hasWords(index, `w.${idColumn}`, query.others);
  const where = allOf([
    batch.field === undefined ? undefined : { sql: "w.field = ?", values: [batch.field] },
    beginsWith("w.word", query.leading),
    batch.after && {
      sql: `(w.word > ? OR (w.word = ? AND w.${idColumn} > ?))`,
      values: [batch.after.word, batch.after.word, batch.after.id],
    },
  ]);
  return session.query<Entry>(
    `SELECT w.word, w.${idColumn} AS id, ${fits?.sql ?? "1"} AS fits FROM ${table} w FORCE INDEX (PRIMARY)
     WHERE ${where.sql} ORDER BY ${batch.field === undefined ? "" : "w.field, "}w.word, w.${idColumn} LIMIT ${batch.size}`,
    [...(fits?.values ?? []), ...where.values],
  );
}
