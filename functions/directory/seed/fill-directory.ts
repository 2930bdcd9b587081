import type { Connection, RowDataPacket } from "mysql2/promise";
import { wordsOfName } from "../domain/search-words";
import { BatchInsert } from "./batch-insert";
import type { Company } from "./company";
import { restoreSecondaryKeys, withoutSecondaryKeys } from "./secondary-keys";
import { WordBatches } from "./word-batches";

/** The database isn't fit to be filled; the message says why and what to do. */
export class SeedError extends Error {
  override readonly name = "SeedError";
}

/** What the foreign key of `personnel` needs. */
const neededKeys = ["personnel_place"];

/**
 * Fills an empty, migrated directory with a company: people and all that stands beside them (search words,
 * head-counts), in one transaction. Cut off at any point it leaves either all of it or nothing; keys of `personnel`
 * that were still to be built then are built by the next call.
 *
 * @param connection with the directory as its database, and the right to alter and fill its tables
 * @param onProgress told now and then how many people were sent
 * @throws {SeedError} when somebody or something is in the directory already
 */
export async function fillDirectory(
  connection: Connection,
  company: Company,
  onProgress: (people: number) => void = () => {},
): Promise<void> {
  await restoreSecondaryKeys(connection, "personnel");
  await assertEmpty(connection);
  // What is made up here is unique and refers to what is there: no need to look that up, row by row.
  await connection.query("SET SESSION unique_checks = 0, foreign_key_checks = 0");
  try {
    await withoutSecondaryKeys(connection, "personnel", neededKeys, () =>
      insertAll(connection, company, onProgress),
    );
  } finally {
    await connection.query("SET SESSION unique_checks = 1, foreign_key_checks = 1");
  }
}

async function insertAll(connection: Connection, company: Company, onProgress: (people: number) => void) {
  await connection.beginTransaction();
  try {
    await insertPlaces(connection, company);
    await insertPeople(connection, company, onProgress);
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    throw error;
  }
}

async function assertEmpty(connection: Connection): Promise<void> {
  for (const table of ["location", "department", "personnel"]) {
    const [rows] = await connection.query<RowDataPacket[]>(`SELECT id FROM ${table} LIMIT 1`);
    if (rows.length > 0)
      throw new SeedError(`the directory isn't empty (${table} has rows): seed a new database`);
  }
}

async function insertPlaces(connection: Connection, { locations, departments }: Company): Promise<void> {
  const location = new BatchInsert(connection, "location", ["id", "name"]);
  const locationWord = new BatchInsert(connection, "location_word", ["word", "location_id"]);
  for (const { id, name } of locations) {
    await location.add(id, name);
    for (const word of wordsOfName(name)) await locationWord.add(word, id);
  }
  const department = new BatchInsert(connection, "department", ["id", "name", "location_id"]);
  const departmentWord = new BatchInsert(connection, "department_word", ["word", "department_id"]);
  for (const { id, name, location } of departments) {
    await department.add(id, name, location.id);
    for (const word of wordsOfName(name)) await departmentWord.add(word, id);
  }
  for (const insert of [location, locationWord, department, departmentWord]) await insert.end();
}

const personColumns = ["id", "first_name", "last_name", "job_title", "email", "department_id", "location_id"];
const peopleAProgress = 50_000;

async function insertPeople(connection: Connection, company: Company, onProgress: (people: number) => void) {
  const personnel = new BatchInsert(connection, "personnel", personColumns);
  const words = new WordBatches(connection);
  const headcount = new Map<number, number>();
  for (const person of company.people()) {
    const { id, firstName, lastName, jobTitle, email, department } = person;
    await personnel.add(id, firstName, lastName, jobTitle, email, department.id, department.location.id);
    await words.add(person);
    headcount.set(department.id, (headcount.get(department.id) ?? 0) + 1);
    if (id % peopleAProgress === 0) onProgress(id);
  }
  const departmentHeadcount = new BatchInsert(connection, "department_headcount", [
    "department_id",
    "slot",
    "people",
  ]);
  for (const [departmentId, people] of headcount) await departmentHeadcount.add(departmentId, 0, people);
  for (const insert of [personnel, words, departmentHeadcount]) await insert.end();
}
