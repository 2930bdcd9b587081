import type { DepartmentFilter, Page, PageRequest } from "../domain/directory";
import type { Department, DepartmentDraft, Dependent } from "../domain/entities";
import {
  InUseError,
  NotFoundError,
  StaleVersionError,
  TakenError,
  UnknownReferenceError,
} from "../domain/errors";
import { wordsOfName } from "../domain/search-words";
import type { Session } from "./database";
import { errorNumber, refusals } from "./database-failure";
import { readHeadcount } from "./headcounts";
import { afterPosition, allOf, orderBy, rowsWanted, toPage } from "./keyset";
import { listPeople } from "./person-pages";
import { type DepartmentRow, departmentJoins, departmentOf, departmentSelect } from "./rows";
import { chooseWords, departmentWords, matchingIds, replaceNameWords } from "./word-index";

const order = ["d.name", "d.id"] as const;

export async function listDepartments(
  session: Session,
  request: PageRequest & DepartmentFilter,
): Promise<Page<Department>> {
  const source = await filteredDepartments(session, request);
  if (source === undefined) return { items: [] };
  const where = allOf([
    source.condition,
    request.after && afterPosition(order, request.after, request.order),
  ]);
  const rows = await session.query<DepartmentRow>(
    `SELECT ${departmentSelect}
     FROM (SELECT d.id FROM ${source.sql} WHERE ${where.sql} ORDER BY ${orderBy(order, request.order)} LIMIT ${rowsWanted(request)}) AS page
     STRAIGHT_JOIN department d ON d.id = page.id ${departmentJoins}
     ORDER BY ${orderBy(order, request.order)}`,
    [...source.values, ...where.values],
  );
  return toPage(rows.map(departmentOf), request.limit, (department) => [department.name, department.id]);
}

export async function countDepartments(session: Session, filter: DepartmentFilter): Promise<number> {
  const source = await filteredDepartments(session, filter);
  if (source === undefined) return 0;
  const [row] = await session.query<{ count: number }>(
    `SELECT COUNT(*) AS count FROM ${source.sql} WHERE ${source.condition.sql}`,
    [...source.values, ...source.condition.values],
  );
  return row?.count ?? 0;
}

/** The table to read and the filter's condition; nothing if no word could match. */
async function filteredDepartments(session: Session, { q, locationId }: DepartmentFilter) {
  const condition = allOf([
    locationId === undefined ? undefined : { sql: "d.location_id = ?", values: [locationId] },
  ]);
  if (q === undefined) return { sql: "department d", values: [], condition };
  const words = await chooseWords(session, departmentWords, q);
  if (words === undefined) return undefined;
  const matching = matchingIds(departmentWords, words);
  return {
    sql: `(${matching.sql}) AS matching STRAIGHT_JOIN department d ON d.id = matching.id`,
    values: matching.values,
    condition,
  };
}

export async function getDepartment(session: Session, id: number): Promise<Department> {
  const [department] = await getDepartments(session, [id]);
  if (department === undefined) throw new NotFoundError("department", id);
  return department;
}

/** The departments with these ids, in the order given; ids that are gone are left out. */
export async function getDepartments(session: Session, ids: readonly number[]): Promise<Department[]> {
  if (ids.length === 0) return [];
  const rows = await session.query<DepartmentRow>(
    `SELECT ${departmentSelect} FROM department d ${departmentJoins} WHERE d.id IN (?)`,
    [ids],
  );
  const departments = new Map(rows.map((row) => [row.id, departmentOf(row)]));
  return ids.flatMap((id) => departments.get(id) ?? []);
}

export async function createDepartment(session: Session, draft: DepartmentDraft): Promise<Department> {
  const { insertId } = await session
    .change("INSERT INTO department (name, location_id) VALUES (?, ?)", [draft.name, draft.locationId])
    .catch(refuse(draft));
  await replaceNameWords(session, departmentWords, insertId, wordsOfName(draft.name));
  return getDepartment(session, insertId);
}

/** A new location moves the people too: the foreign key cascades. */
export async function updateDepartment(
  session: Session,
  id: number,
  draft: DepartmentDraft,
  version: number,
): Promise<Department> {
  await lockDepartment(session, id, version);
  await session
    .change("UPDATE department SET name = ?, location_id = ?, version = version + 1 WHERE id = ?", [
      draft.name,
      draft.locationId,
      id,
    ])
    .catch(refuse(draft));
  await replaceNameWords(session, departmentWords, id, wordsOfName(draft.name));
  return getDepartment(session, id);
}

/** The foreign key decides whether anybody is left: a count beforehand could be out of date. */
export async function deleteDepartment(session: Session, id: number, version?: number): Promise<void> {
  await lockDepartment(session, id, version);
  try {
    await session.change("DELETE FROM department WHERE id = ?", [id]);
  } catch (error) {
    if (errorNumber(error) !== refusals.referenced) throw error;
    throw await departmentInUse(session, id);
  }
}

/** How many dependants an answer names. */
const namedDependents = 5;

async function departmentInUse(session: Session, id: number): Promise<InUseError> {
  const { items } = await listDependents(session, id, { order: "asc", limit: namedDependents });
  // The foreign key has just said that there's at least one, whatever the snapshot of this transaction sees.
  const count = Math.max(await readHeadcount(session, id), items.length, 1);
  return new InUseError("department", count, items);
}

export async function listDepartmentDependents(
  session: Session,
  id: number,
  request: PageRequest,
): Promise<Page<Dependent>> {
  await requireDepartment(session, id);
  return listDependents(session, id, request);
}

export async function countDepartmentDependents(session: Session, id: number): Promise<number> {
  return readHeadcount(session, id);
}

async function listDependents(session: Session, id: number, request: PageRequest): Promise<Page<Dependent>> {
  const { items, next } = await listPeople(session, { ...request, sort: "lastName", departmentId: id });
  const dependents = items.map(
    (person): Dependent => ({
      type: "personnel",
      id: person.id,
      name: `${person.firstName} ${person.lastName}`,
    }),
  );
  return next === undefined ? { items: dependents } : { items: dependents, next };
}

async function requireDepartment(session: Session, id: number): Promise<void> {
  const [row] = await session.query("SELECT id FROM department WHERE id = ?", [id]);
  if (row === undefined) throw new NotFoundError("department", id);
}

async function lockDepartment(session: Session, id: number, version?: number): Promise<void> {
  const [row] = await session.query<{ version: number }>(
    "SELECT version FROM department WHERE id = ? FOR UPDATE",
    [id],
  );
  if (row === undefined) throw new NotFoundError("department", id);
  if (version !== undefined && version !== row.version) throw new StaleVersionError(version, row.version);
}

function refuse(draft: DepartmentDraft): (error: unknown) => never {
  return (error) => {
    const number = errorNumber(error);
    if (number === refusals.duplicate) throw new TakenError("department name");
    if (number === refusals.noSuchReference) throw new UnknownReferenceError("locationId", draft.locationId);
    throw error;
  };
}
