import type { Order, Page, PersonFilter, PersonPageRequest, PersonSort, Position } from "../domain/directory";
import type { Person } from "../domain/entities";
import type { Session } from "./database";
import { afterPosition, allOf, type Fragment, orderBy, rowsWanted, toPage } from "./keyset";
import { type PersonRow, personJoins, personOf, personSelect } from "./rows";
import { hasWords, matchingIds, personnelWords, planWords, type WordQuery } from "./word-index";

/**
 * A sort order: its columns, which tell any two people apart, and how a person's position in it is told (its last part
 * is the id, needed or not). The index names end in `index`.
 */
interface SortOrder {
  readonly columns: readonly string[];
  readonly index: string;
  positionOf(person: Person): Position;
}

export const sortOrders: Readonly<Record<PersonSort, SortOrder>> = {
  lastName: {
    columns: ["last_name", "first_name", "id"],
    index: "last_name",
    positionOf: (person) => [person.lastName, person.firstName, person.id],
  },
  firstName: {
    columns: ["first_name", "last_name", "id"],
    index: "first_name",
    positionOf: (person) => [person.firstName, person.lastName, person.id],
  },
  jobTitle: {
    columns: ["job_title", "id"],
    index: "job_title",
    positionOf: (person) => [person.jobTitle, person.id],
  },
  // Unique, so that no id is needed to break ties; with one, the servers wouldn't use the unique index for the order.
  email: { columns: ["email"], index: "email", positionOf: (person) => [person.email, person.id] },
};

/** A page of people in any documented order with any documented filter. */
export async function listPeople(session: Session, request: PersonPageRequest): Promise<Page<Person>> {
  if (request.q === undefined) return finish(await walk(session, request), request);
  const words = await planWords(session, personnelWords, request.q, commonFrom);
  if (words === undefined || words.candidates === 0) return { items: [] };
  return finish(await listMatching(session, request, words), request);
}

export async function countPeople(session: Session, filter: PersonFilter): Promise<number> {
  const conditions = filterConditions(filter, "p");
  let from = "personnel p";
  const values = [...conditions.values];
  if (filter.q !== undefined) {
    const words = await planWords(session, personnelWords, filter.q, commonFrom);
    if (words === undefined) return 0;
    const matching = matchingIds(personnelWords, words);
    from = `(${matching.sql}) AS matching STRAIGHT_JOIN personnel p ON p.id = matching.id`;
    values.unshift(...matching.values);
  }
  const [row] = await session.query<{ count: number }>(
    `SELECT COUNT(*) AS count FROM ${from} WHERE ${conditions.sql}`,
    values,
  );
  return row?.count ?? 0;
}

/** A word with this many entries is common: fetching and sorting them all would take longer than looking for a page. */
const commonFrom = 10_000;

/** How many entries of a sort's index are looked through for common words before all matches are sorted instead. */
const walkWindow = 20_000;

/**
 * Rare words: all matches are fetched and sorted. Common words: the sort's index is walked, where a page fills soon;
 * unless the matches lie bunched elsewhere in that order, in which case they are sorted after all.
 */
async function listMatching(
  session: Session,
  request: PersonPageRequest,
  words: WordQuery,
): Promise<PersonRow[]> {
  if (words.candidates >= commonFrom) {
    const rows = await walkTesting(session, request, words);
    if (rows.length === rowsWanted(request)) return rows;
  }
  return sortMatches(session, request, words);
}

function walk(session: Session, request: PersonPageRequest): Promise<PersonRow[]> {
  return fetchPeople(session, request, pageOfIndex(request, rowsWanted(request)));
}

/** Walks at most a window of the index, which ends at the first entry beyond it, and tests each entry's words. */
async function walkTesting(
  session: Session,
  request: PersonPageRequest,
  words: WordQuery,
): Promise<PersonRow[]> {
  const { columns } = sortOrders[request.sort];
  const beyond = pageOfIndex(request, `1 OFFSET ${walkWindow}`);
  const [end] = await session.query<Record<string, string | number>>(beyond.sql, beyond.values);
  const inWindow =
    end &&
    afterPosition(
      qualified(columns, "personnel"),
      columns.map((column) => end[column] ?? ""),
      opposite(request.order),
    );
  const test = hasWords(personnelWords, "personnel.id", [words.leading, ...words.others]);
  return fetchPeople(session, request, pageOfIndex(request, rowsWanted(request), allOf([inWindow, test])));
}

function opposite(order: Order): Order {
  return order === "asc" ? "desc" : "asc";
}

function sortMatches(session: Session, request: PersonPageRequest, words: WordQuery): Promise<PersonRow[]> {
  const { columns } = sortOrders[request.sort];
  const matching = matchingIds(personnelWords, words);
  const where = allOf([filterConditions(request, "p"), after(request, "p")]);
  const order = orderBy(qualified(columns, "p"), request.order);
  return fetchPeople(session, request, {
    sql:
      `SELECT p.id FROM (${matching.sql}) AS matching STRAIGHT_JOIN personnel p ON p.id = matching.id ` +
      `WHERE ${where.sql} ORDER BY ${order} LIMIT ${rowsWanted(request)}`,
    values: [...matching.values, ...where.values],
  });
}

/** Entries of the index that serves the request's filter and order, one after the other. Reads the index only. */
function pageOfIndex(request: PersonPageRequest, limit: number | string, condition?: Fragment): Fragment {
  const { columns } = sortOrders[request.sort];
  const where = allOf([filterConditions(request, "personnel"), after(request, "personnel"), condition]);
  return {
    sql:
      `SELECT ${[...new Set([...columns, "id"])].join(", ")} FROM personnel FORCE INDEX (${indexFor(request)}) ` +
      `WHERE ${where.sql} ORDER BY ${orderBy(columns, request.order)} LIMIT ${limit}`,
    values: where.values,
  };
}

/**
 * The optimizer is told which index, because its statistics sometimes favour sorting a whole department. A person's
 * location is their department's, so that with both filters the department's index is as good.
 */
function indexFor({ sort, departmentId, locationId }: PersonPageRequest): string {
  const { index } = sortOrders[sort];
  if (departmentId !== undefined) return `personnel_by_department_${index}`;
  if (locationId !== undefined) return `personnel_by_location_${index}`;
  return sort === "email" ? "personnel_email" : `personnel_by_${index}`;
}

function filterConditions({ departmentId, locationId }: PersonFilter, table: string): Fragment {
  return allOf([
    departmentId === undefined ? undefined : { sql: `${table}.department_id = ?`, values: [departmentId] },
    locationId === undefined ? undefined : { sql: `${table}.location_id = ?`, values: [locationId] },
  ]);
}

function after(request: PersonPageRequest, table: string): Fragment | undefined {
  if (request.after === undefined) return undefined;
  return afterPosition(qualified(sortOrders[request.sort].columns, table), request.after, request.order);
}

function qualified(columns: readonly string[], table: string): string[] {
  return columns.map((column) => `${table}.${column}`);
}

/** Joins after limiting: only the page's people are looked up. */
function fetchPeople(session: Session, request: PersonPageRequest, ids: Fragment): Promise<PersonRow[]> {
  const order = orderBy(qualified(sortOrders[request.sort].columns, "p"), request.order);
  return session.query<PersonRow>(
    `SELECT ${personSelect} FROM (${ids.sql}) AS page STRAIGHT_JOIN personnel p ON p.id = page.id ${personJoins} ORDER BY ${order}`,
    ids.values,
  );
}

function finish(rows: readonly PersonRow[], request: PersonPageRequest): Page<Person> {
  return toPage(rows.map(personOf), request.limit, sortOrders[request.sort].positionOf);
}
