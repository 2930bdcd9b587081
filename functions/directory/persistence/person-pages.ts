import type {
  Page,
  PersonFilter,
  PersonMatchRequest,
  PersonPageRequest,
  PersonSort,
  PlaceFilter,
  Position,
} from "../domain/directory";
import type { Person } from "../domain/entities";
import type { Session } from "./database";
import { afterPosition, allOf, type Fragment, orderBy, rowsWanted, toPage } from "./keyset";
import { getPeople } from "./people";
import { type MatchPosition, rankedMatches } from "./ranked-matches";
import { type PersonRow, personJoins, personOf, personSelect } from "./rows";
import { chooseWords, matchingIds, personnelWords } from "./word-index";

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

/**
 * A page of people in any documented order, of everybody or of a department or a location. One walk along the index
 * that serves filter and order, with a look at each person met, their department and location, until the page is full:
 * nothing is sorted, nothing put aside.
 */
export async function listPeople(session: Session, request: PersonPageRequest): Promise<Page<Person>> {
  const { columns, positionOf } = sortOrders[request.sort];
  const keys = qualified(columns, "p");
  const where = allOf([
    inPlace(request, "p"),
    request.after && afterPosition(keys, request.after, request.order),
  ]);
  const rows = await session.query<PersonRow>(
    `SELECT ${personSelect} FROM personnel p FORCE INDEX (${indexFor(request)}) ${personJoins}
     WHERE ${where.sql} ORDER BY ${orderBy(keys, request.order)} LIMIT ${rowsWanted(request)}`,
    where.values,
  );
  return toPage(rows.map(personOf), request.limit, positionOf);
}

/** So that a page among a million people takes at most twice the time of one among ten thousand; the next goes on. */
const mostEntries = 150;

/** A page of the people who match words, best first. */
export async function findPeople(session: Session, request: PersonMatchRequest): Promise<Page<Person>> {
  const { q, limit, after } = request;
  const { ids, next } = await rankedMatches(session, personnelWords, {
    q,
    limit,
    mostEntries,
    after: after && matchPosition(after),
    condition: placeOfMatch(request),
  });
  const items = await getPeople(session, ids);
  return next === undefined
    ? { items }
    : { items, next: [next.leading, String(next.field), next.word, next.id] };
}

function matchPosition([leading, field, word, id]: Position): MatchPosition {
  return { leading: String(leading), field: Number(field) || 0, word: String(word), id: Number(id) };
}

/** The condition on the owner of an entry `w` of the search index, if there is a filter. */
function placeOfMatch(filter: PlaceFilter): Fragment | undefined {
  const place = inPlace(filter, "p");
  if (place === undefined) return undefined;
  return {
    sql: `EXISTS (SELECT 1 FROM personnel p WHERE p.id = w.personnel_id AND ${place.sql})`,
    values: place.values,
  };
}

export async function countPeople(session: Session, filter: PersonFilter): Promise<number> {
  const place = inPlace(filter, "p") ?? allOf([]);
  const source = await countSource(session, filter.q);
  if (source === undefined) return 0;
  const [row] = await session.query<{ count: number }>(
    `SELECT COUNT(*) AS count FROM ${source.sql} WHERE ${place.sql}`,
    [...source.values, ...place.values],
  );
  return row?.count ?? 0;
}

/** Everybody, or those who match words; nothing if no word could match. */
async function countSource(session: Session, q: string | undefined): Promise<Fragment | undefined> {
  if (q === undefined) return { sql: "personnel p", values: [] };
  const words = await chooseWords(session, personnelWords, q);
  if (words === undefined) return undefined;
  const matching = matchingIds(personnelWords, words);
  return {
    sql: `(${matching.sql}) AS matching STRAIGHT_JOIN personnel p ON p.id = matching.id`,
    values: matching.values,
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

/**
 * A person's location is their department's, so with both filters it is the department that must be there: then one
 * look at it tells that nobody matches, instead of a look at each of its people.
 */
function inPlace({ departmentId, locationId }: PlaceFilter, table: string): Fragment | undefined {
  const inDepartment = { sql: `${table}.department_id = ?`, values: [departmentId ?? 0] };
  if (locationId === undefined) return departmentId === undefined ? undefined : inDepartment;
  if (departmentId === undefined) return { sql: `${table}.location_id = ?`, values: [locationId] };
  const isThere = {
    sql: "(SELECT place.location_id FROM department place WHERE place.id = ?) = ?",
    values: [departmentId, locationId],
  };
  return allOf([inDepartment, isThere]);
}

function qualified(columns: readonly string[], table: string): string[] {
  return columns.map((column) => `${table}.${column}`);
}
