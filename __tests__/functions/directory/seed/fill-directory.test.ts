import type { Connection, RowDataPacket } from "mysql2/promise";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { wordsOfName, wordsOfPerson } from "../../../../functions/directory/domain/search-words";
import { makeCompany } from "../../../../functions/directory/seed/company";
import { fillDirectory } from "../../../../functions/directory/seed/fill-directory";
import { type DatabaseServer, startDatabaseServer } from "../../../support/database-server";
import { createDirectoryDatabase, type DirectoryDatabase } from "../../../support/directory-database";

let server: DatabaseServer;
let directory: DirectoryDatabase;
let connection: Connection;

beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  directory = await createDirectoryDatabase(server);
  connection = await directory.connect();
  return () => connection.destroy();
});

async function select(sql: string): Promise<RowDataPacket[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows;
}

const tables = [
  "location",
  "department",
  "personnel",
  "department_headcount",
  "personnel_word",
  "department_word",
  "location_word",
];

/** What the tables are like, keys and all, but for where they go on counting. */
async function shapes(): Promise<string[]> {
  const shape = async (table: string) => {
    const [row] = await select(`SHOW CREATE TABLE ${table}`);
    // Keys are compared as a set: their order in the list means nothing.
    return String(row?.["Create Table"])
      .replace(/ AUTO_INCREMENT=\d+/, "")
      .split(/,?\n/)
      .sort()
      .join("\n");
  };
  return Promise.all(tables.map(shape));
}

describe("a filled directory", () => {
  const company = makeCompany(3_000);
  const everybody = [...company.people()];

  test("holds the whole company, its search words and its head-counts", async () => {
    await fillDirectory(connection, company);

    const rows = await select(
      "SELECT id, first_name, last_name, job_title, email, department_id, location_id, version FROM personnel ORDER BY id",
    );
    expect(rows).toEqual(
      everybody.map(({ id, firstName, lastName, jobTitle, email, department }) => ({
        id,
        first_name: firstName,
        last_name: lastName,
        job_title: jobTitle,
        email,
        department_id: department.id,
        location_id: department.location.id,
        version: 1,
      })),
    );
    const words = await select("SELECT personnel_id AS id, field, word FROM personnel_word");
    const expected = everybody.flatMap((person) =>
      wordsOfPerson(person).map(({ field, word }) => ({ id: person.id, field, word })),
    );
    const asText = (list: readonly object[]) => list.map((entry) => JSON.stringify(entry)).sort();
    expect(asText(words)).toEqual(asText(expected));

    expect(await select("SELECT id, name, location_id FROM department ORDER BY id")).toEqual(
      company.departments.map(({ id, name, location }) => ({ id, name, location_id: location.id })),
    );
    expect(await select("SELECT id, name FROM location ORDER BY id")).toEqual(company.locations);
    const placeWords = company.departments.flatMap(({ name }) => wordsOfName(name)).length;
    expect(await select("SELECT COUNT(*) AS n FROM department_word")).toEqual([{ n: placeWords }]);
    expect(
      await select(
        `SELECT d.id FROM department d LEFT JOIN department_headcount h ON h.department_id = d.id GROUP BY d.id
         HAVING COALESCE(SUM(h.people), 0) <> (SELECT COUNT(*) FROM personnel p WHERE p.department_id = d.id)`,
      ),
    ).toEqual([]);
  });

  test("has the keys that the migrations made, and refers to nothing that isn't there", async () => {
    const before = await shapes();
    await fillDirectory(connection, company);
    expect(await shapes()).toEqual(before);
    for (const [child, column, parent] of [
      ["personnel", "department_id", "department"],
      ["department", "location_id", "location"],
      ["personnel_word", "personnel_id", "personnel"],
      ["department_headcount", "department_id", "department"],
    ]) {
      const orphans = await select(
        `SELECT ${column} FROM ${child} WHERE ${column} NOT IN (SELECT id FROM ${parent}) LIMIT 1`,
      );
      expect(orphans).toEqual([]);
    }
    // The session checks again what it is told.
    await expect(
      connection.query("UPDATE personnel SET department_id = 999999 WHERE id = 1"),
    ).rejects.toThrow("foreign key");
    await expect(
      connection.query("INSERT INTO location (name) SELECT name FROM location LIMIT 1"),
    ).rejects.toThrow("Duplicate");
  });

  test("is not filled twice", async () => {
    await fillDirectory(connection, makeCompany(10));
    await expect(fillDirectory(connection, company)).rejects.toThrow(
      "the directory isn't empty (location has rows): seed a new database",
    );
    expect(await select("SELECT COUNT(*) AS n FROM personnel")).toEqual([{ n: 10 }]);
  });

  test("that is cut off midway is empty, and is filled by the next try, keys and all", async () => {
    const before = await shapes();
    const victim = await directory.connect();
    victim.on("error", () => undefined);
    const broken = {
      ...company,
      *people() {
        for (const person of everybody) {
          if (person.id === 2_000) victim.destroy();
          yield person;
        }
      },
    };
    await expect(fillDirectory(victim, broken)).rejects.toThrow();
    expect(await select("SELECT COUNT(*) AS n FROM personnel")).toEqual([{ n: 0 }]);
    expect(await shapes()).not.toEqual(before);

    await fillDirectory(connection, company);
    expect(await select("SELECT COUNT(*) AS n FROM personnel")).toEqual([{ n: 3_000 }]);
    expect(await shapes()).toEqual(before);
  });
});
