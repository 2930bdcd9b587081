import type { ImportOptions, ImportReport } from "../domain/directory";
import type { ImportedPerson } from "../domain/entities";
import { ImportRejectedError, type RowProblem, TakenError } from "../domain/errors";
import { wordsOfName, wordsOfPerson } from "../domain/search-words";
import type { Session, SqlValue } from "./database";
import { errorNumber, refusals } from "./database-failure";
import { changeHeadcount } from "./headcounts";
import { departmentWords, insertNameWords, insertPersonWords, locationWords } from "./word-index";

/** Rows a statement: enough to make the round trips cheap, well below `max_allowed_packet`. */
const batchSize = 1_000;

interface Place {
  readonly id: number;
  readonly locationId: number;
}

/** Takes a file's people, in the caller's transaction: all of them or, by throwing, none. */
export async function importPeople(
  session: Session,
  rows: readonly ImportedPerson[],
  options: ImportOptions,
): Promise<ImportReport> {
  const locations = await resolveLocations(session, rows, options.createMissing);
  const departments = await resolveDepartments(session, rows, locations.ids, options.createMissing);
  const problems = [
    ...placeProblems(rows, locations.ids, departments.places),
    ...(await takenEmails(session, rows)),
  ];
  if (problems.length > 0) throw new ImportRejectedError(problems);
  for (const batch of batches(rows)) {
    await insertPeople(session, batch, departments.places);
    // Words can't clash with anything: a trial needn't write a million rows and take them back.
    if (!options.dryRun) await insertWords(session, batch);
  }
  await countHeads(session, rows, departments.places);
  return {
    dryRun: options.dryRun,
    rows: rows.length,
    departmentsCreated: departments.created,
    locationsCreated: locations.created,
  };
}

/** The ids of the locations that rows name, and the names of those that had to be created. */
async function resolveLocations(session: Session, rows: readonly ImportedPerson[], create: boolean) {
  const names = distinct(rows.map((row) => row.location));
  const ids = new Map<string, number>();
  const look = async (wanted: readonly string[]) => {
    for (const { name, id } of await findNames<{ id: number }>(session, "location", "t.id", wanted))
      ids.set(name, id);
  };
  await look(names);
  const missing = names.filter((name) => !ids.has(name));
  if (!create || missing.length === 0) return { ids, created: [] };
  for (const batch of batches(missing)) {
    await session.change(
      // Two names of the file may be one to the collation.
      "INSERT INTO location (name) VALUES ? ON DUPLICATE KEY UPDATE id = id",
      [batch.map((name) => [name])],
    );
  }
  await look(missing);
  const created = firstNames(missing, (name) => ids.get(name));
  await insertNames(session, "location", created);
  return { ids, created: created.map(({ name }) => name) };
}

/** The same for departments. A missing one is created in the location of the first row that names it. */
async function resolveDepartments(
  session: Session,
  rows: readonly ImportedPerson[],
  locationIds: ReadonlyMap<string, number>,
  create: boolean,
) {
  const names = distinct(rows.map((row) => row.department));
  const places = new Map<string, Place>();
  const look = async (wanted: readonly string[]) => {
    const found = await findNames<Place>(session, "department", "t.id, t.location_id AS locationId", wanted);
    for (const { name, id, locationId } of found) places.set(name, { id, locationId });
  };
  await look(names);
  const missing = names.filter((name) => !places.has(name));
  if (!create || missing.length === 0) return { places, created: [] };
  const firstRows = new Map(rows.toReversed().map((row) => [row.department, row]));
  for (const batch of batches(missing)) {
    const values = batch.map((name) => [name, locationIds.get(firstRows.get(name)?.location ?? "") ?? 0]);
    await session.change(
      "INSERT INTO department (name, location_id) VALUES ? ON DUPLICATE KEY UPDATE id = id",
      [values],
    );
  }
  await look(missing);
  const created = firstNames(missing, (name) => places.get(name)?.id);
  await insertNames(session, "department", created);
  return { places, created: created.map(({ name }) => name) };
}

/**
 * Looks names up as the collation compares them, and tells each as it was written in the file. A locking read, because
 * only that sees what another import committed after this transaction began (LOCK IN SHARE MODE is MariaDB's spelling too).
 */
async function findNames<Found>(
  session: Session,
  table: "location" | "department",
  columns: string,
  names: readonly string[],
): Promise<(Found & { name: string })[]> {
  const found: (Found & { name: string })[] = [];
  for (const batch of batches(names)) {
    const wanted = batch.map((_, index) => `SELECT ${index} AS i, ? AS name`).join(" UNION ALL ");
    const rows = await session.query<Found & { i: number }>(
      `SELECT wanted.i, ${columns} FROM (${wanted}) AS wanted STRAIGHT_JOIN ${table} t ON t.name = wanted.name LOCK IN SHARE MODE`,
      batch,
    );
    for (const row of rows) found.push({ ...row, name: batch[row.i] ?? "" });
  }
  return found;
}

interface CreatedName {
  readonly name: string;
  readonly id: number;
}

/** Of names that are one to the collation, the first. */
function firstNames(names: readonly string[], idOf: (name: string) => number | undefined): CreatedName[] {
  const byId = new Map<number, string>();
  for (const name of names) {
    const id = idOf(name);
    if (id !== undefined && !byId.has(id)) byId.set(id, name);
  }
  return [...byId].map(([id, name]) => ({ id, name }));
}

async function insertNames(
  session: Session,
  table: "location" | "department",
  created: readonly CreatedName[],
): Promise<void> {
  const index = table === "location" ? locationWords : departmentWords;
  for (const batch of batches(created)) {
    await insertNameWords(
      session,
      index,
      batch.flatMap(({ name, id }) => wordsOfName(name).map((word) => [word, id] as const)),
    );
  }
}

function placeProblems(
  rows: readonly ImportedPerson[],
  locationIds: ReadonlyMap<string, number>,
  places: ReadonlyMap<string, Place>,
): RowProblem[] {
  return rows.flatMap((row): RowProblem[] => {
    const locationId = locationIds.get(row.location);
    const place = places.get(row.department);
    const unknown = (column: "location" | "department"): RowProblem => ({
      line: row.line,
      column,
      message: `there is no ${column} "${row[column]}": correct it, or let missing ones be created`,
    });
    if (locationId === undefined) return [unknown("location")];
    if (place === undefined) return [unknown("department")];
    if (place.locationId === locationId) return [];
    return [
      {
        line: row.line,
        column: "location",
        message: `the department "${row.department}" is in another location`,
      },
    ];
  });
}

/** Addresses that somebody in the directory already has. */
async function takenEmails(session: Session, rows: readonly ImportedPerson[]): Promise<RowProblem[]> {
  const problems: RowProblem[] = [];
  for (const batch of batches(rows)) {
    const taken = await emailsOf(session, batch);
    for (const row of batch) {
      if (taken.has(row.email.toLowerCase())) {
        problems.push({
          line: row.line,
          column: "email",
          message: "this e-mail address is taken: give another",
        });
      }
    }
  }
  return problems;
}

/** The ids of those who have these people's addresses, by address in lower case. */
async function emailsOf(session: Session, people: readonly ImportedPerson[]): Promise<Map<string, number>> {
  const rows = await session.query<{ id: number; email: string }>(
    "SELECT id, email FROM personnel FORCE INDEX (personnel_email) WHERE email IN (?)",
    [people.map((person) => person.email)],
  );
  return new Map(rows.map((row) => [row.email.toLowerCase(), row.id]));
}

async function insertPeople(
  session: Session,
  people: readonly ImportedPerson[],
  places: ReadonlyMap<string, Place>,
): Promise<void> {
  const values = people.map((person): SqlValue[] => {
    const place = placeOf(person, places);
    return [person.firstName, person.lastName, person.jobTitle, person.email, place.id, place.locationId];
  });
  await session
    .change(
      "INSERT INTO personnel (first_name, last_name, job_title, email, department_id, location_id) VALUES ?",
      [values],
    )
    .catch((error: unknown) => {
      // Somebody took an address after it was looked up.
      if (errorNumber(error) === refusals.duplicate) throw new TakenError("e-mail address");
      throw error;
    });
}

async function insertWords(session: Session, people: readonly ImportedPerson[]): Promise<void> {
  // Ids are asked for, not computed from the first one: servers may leave gaps (auto_increment_increment).
  const ids = await emailsOf(session, people);
  await insertPersonWords(
    session,
    people.flatMap((person) => {
      const personId = ids.get(person.email.toLowerCase());
      if (personId === undefined) throw new Error("an imported person is not there");
      return wordsOfPerson(person).map((entry) => ({ ...entry, personId }));
    }),
  );
}

/** In the order of ids, so that two imports wait for each other instead of deadlocking. */
async function countHeads(
  session: Session,
  rows: readonly ImportedPerson[],
  places: ReadonlyMap<string, Place>,
): Promise<void> {
  const heads = new Map<number, number>();
  for (const row of rows) {
    const { id } = placeOf(row, places);
    heads.set(id, (heads.get(id) ?? 0) + 1);
  }
  for (const [id, count] of [...heads].sort(([a], [b]) => a - b)) await changeHeadcount(session, id, count);
}

function placeOf(person: ImportedPerson, places: ReadonlyMap<string, Place>): Place {
  const place = places.get(person.department);
  if (place === undefined) throw new Error("an imported person's department is not there");
  return place;
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function* batches<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += batchSize) yield items.slice(start, start + batchSize);
}
