import type { LocationFilter, Page, PageRequest } from "../domain/directory";
import type { Dependent, Location, LocationDraft } from "../domain/entities";
import { InUseError, NotFoundError, StaleVersionError, TakenError } from "../domain/errors";
import { wordsOfName } from "../domain/search-words";
import type { Session } from "./database";
import { errorNumber, refusals } from "./database-failure";
import { afterPosition, allOf, orderBy, rowsWanted, toPage } from "./keyset";
import { type LocationRow, locationOf, locationSelect } from "./rows";
import { chooseWords, locationWords, matchingIds, replaceNameWords } from "./word-index";

const order = ["l.name", "l.id"] as const;

export async function listLocations(
  session: Session,
  request: PageRequest & LocationFilter,
): Promise<Page<Location>> {
  const source = await filteredLocations(session, request);
  if (source === undefined) return { items: [] };
  const where = allOf([request.after && afterPosition(order, request.after, request.order)]);
  const rows = await session.query<LocationRow>(
    `SELECT ${locationSelect}
     FROM (SELECT l.id FROM ${source.sql} WHERE ${where.sql} ORDER BY ${orderBy(order, request.order)} LIMIT ${rowsWanted(request)}) AS page
     STRAIGHT_JOIN location l ON l.id = page.id
     ORDER BY ${orderBy(order, request.order)}`,
    [...source.values, ...where.values],
  );
  return toPage(rows.map(locationOf), request.limit, (location) => [location.name, location.id]);
}

export async function countLocations(session: Session, filter: LocationFilter): Promise<number> {
  const source = await filteredLocations(session, filter);
  if (source === undefined) return 0;
  const [row] = await session.query<{ count: number }>(
    `SELECT COUNT(*) AS count FROM ${source.sql}`,
    source.values,
  );
  return row?.count ?? 0;
}

/** The table to read; nothing if no word could match. */
async function filteredLocations(session: Session, { q }: LocationFilter) {
  if (q === undefined) return { sql: "location l", values: [] };
  const words = await chooseWords(session, locationWords, q);
  if (words === undefined) return undefined;
  const matching = matchingIds(locationWords, words);
  return {
    sql: `(${matching.sql}) AS matching STRAIGHT_JOIN location l ON l.id = matching.id`,
    values: matching.values,
  };
}

export async function getLocation(session: Session, id: number): Promise<Location> {
  const [location] = await getLocations(session, [id]);
  if (location === undefined) throw new NotFoundError("location", id);
  return location;
}

/** The locations with these ids, in the order given; ids that are gone are left out. */
export async function getLocations(session: Session, ids: readonly number[]): Promise<Location[]> {
  if (ids.length === 0) return [];
  const rows = await session.query<LocationRow>(
    `SELECT ${locationSelect} FROM location l WHERE l.id IN (?)`,
    [ids],
  );
  const locations = new Map(rows.map((row) => [row.id, locationOf(row)]));
  return ids.flatMap((id) => locations.get(id) ?? []);
}

export async function createLocation(session: Session, draft: LocationDraft): Promise<Location> {
  const { insertId } = await session
    .change("INSERT INTO location (name) VALUES (?)", [draft.name])
    .catch(refuseTakenName);
  await replaceNameWords(session, locationWords, insertId, wordsOfName(draft.name));
  return getLocation(session, insertId);
}

export async function updateLocation(
  session: Session,
  id: number,
  draft: LocationDraft,
  version: number,
): Promise<Location> {
  await lockLocation(session, id, version);
  await session
    .change("UPDATE location SET name = ?, version = version + 1 WHERE id = ?", [draft.name, id])
    .catch(refuseTakenName);
  await replaceNameWords(session, locationWords, id, wordsOfName(draft.name));
  return getLocation(session, id);
}

/** The foreign key decides whether any department is left: a count beforehand could be out of date. */
export async function deleteLocation(session: Session, id: number, version?: number): Promise<void> {
  await lockLocation(session, id, version);
  try {
    await session.change("DELETE FROM location WHERE id = ?", [id]);
  } catch (error) {
    if (errorNumber(error) !== refusals.referenced) throw error;
    throw await locationInUse(session, id);
  }
}

/** How many dependants an answer names. */
const namedDependents = 5;

async function locationInUse(session: Session, id: number): Promise<InUseError> {
  const { items } = await listDependents(session, id, { order: "asc", limit: namedDependents });
  // The foreign key has just said that there's at least one, whatever the snapshot of this transaction sees.
  const count = Math.max(await countLocationDependents(session, id), items.length, 1);
  return new InUseError("location", count, items);
}

export async function listLocationDependents(
  session: Session,
  id: number,
  request: PageRequest,
): Promise<Page<Dependent>> {
  const [row] = await session.query("SELECT id FROM location WHERE id = ?", [id]);
  if (row === undefined) throw new NotFoundError("location", id);
  return listDependents(session, id, request);
}

export async function countLocationDependents(session: Session, id: number): Promise<number> {
  const [row] = await session.query<{ count: number }>(
    "SELECT COUNT(*) AS count FROM department WHERE location_id = ?",
    [id],
  );
  return row?.count ?? 0;
}

async function listDependents(session: Session, id: number, request: PageRequest): Promise<Page<Dependent>> {
  const columns = ["name", "id"];
  const where = allOf([
    { sql: "location_id = ?", values: [id] },
    request.after && afterPosition(columns, request.after, request.order),
  ]);
  const rows = await session.query<{ id: number; name: string }>(
    `SELECT id, name FROM department WHERE ${where.sql} ORDER BY ${orderBy(columns, request.order)} LIMIT ${rowsWanted(request)}`,
    where.values,
  );
  const dependents = rows.map((row): Dependent => ({ type: "department", id: row.id, name: row.name }));
  return toPage(dependents, request.limit, (dependent) => [dependent.name, dependent.id]);
}

async function lockLocation(session: Session, id: number, version?: number): Promise<void> {
  const [row] = await session.query<{ version: number }>(
    "SELECT version FROM location WHERE id = ? FOR UPDATE",
    [id],
  );
  if (row === undefined) throw new NotFoundError("location", id);
  if (version !== undefined && version !== row.version) throw new StaleVersionError(version, row.version);
}

function refuseTakenName(error: unknown): never {
  if (errorNumber(error) === refusals.duplicate) throw new TakenError("location name");
  throw error;
}
