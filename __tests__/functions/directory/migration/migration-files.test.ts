import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readMigrations, sha256 } from "../../../../functions/directory/migration/migration-files";
import { migrationsFolder } from "../../../support/directory-database";
import { migrationsOf } from "./migrations-of";

describe("reading a folder of migrations", () => {
  test("gives the files in the order of their numbers, with the checksum of their text", () => {
    const migrations = migrationsOf({
      "0002-add-phone.sql": "ALTER TABLE a ADD phone INT;\n",
      "0001-create.sql": "CREATE TABLE a (id INT);\nCREATE TABLE b (id INT);\n",
      "README.md": "not a migration",
    });
    expect(migrations).toEqual([
      {
        version: 1,
        file: "0001-create.sql",
        checksum: sha256("CREATE TABLE a (id INT);\nCREATE TABLE b (id INT);\n"),
        statements: ["CREATE TABLE a (id INT)", "CREATE TABLE b (id INT)"],
      },
      {
        version: 2,
        file: "0002-add-phone.sql",
        checksum: sha256("ALTER TABLE a ADD phone INT;\n"),
        statements: ["ALTER TABLE a ADD phone INT"],
      },
    ]);
  });

  test("takes a checkout with CRLF for the same file", () => {
    const [lf] = migrationsOf({ "0001-a.sql": "CREATE TABLE a (\n  id INT\n);\n" });
    const [crlf] = migrationsOf({ "0001-a.sql": "CREATE TABLE a (\r\n  id INT\r\n);\r\n" });
    expect(crlf).toEqual(lf);
  });

  test("splits at semicolons that end a line, and leaves comment lines out", () => {
    const [migration] = migrationsOf({
      "0001-a.sql":
        "-- one; two;\nINSERT INTO a VALUES ('x;y');\n  -- between;\nDELETE FROM a\nWHERE b = '--';  \n",
    });
    expect(migration?.statements).toEqual(["INSERT INTO a VALUES ('x;y')", "DELETE FROM a\nWHERE b = '--'"]);
  });

  test.each([
    ["a name that doesn't fit", { "1-create.sql": "SELECT 1;" }, /1-create\.sql: name it NNNN-name\.sql/],
    ["an upper-case name", { "0001-Create.sql": "SELECT 1;" }, /0001-Create\.sql: name it/],
    [
      "a number used twice",
      { "0001-a.sql": "SELECT 1;", "0001-b.sql": "SELECT 1;" },
      /0001-b\.sql and 0001-a\.sql have the same number: give the newer one 0002/,
    ],
    [
      "a gap",
      { "0001-a.sql": "SELECT 1;", "0003-b.sql": "SELECT 1;" },
      /0003-b\.sql: there is no migration 0002 before it/,
    ],
    ["a beginning other than 1", { "0002-a.sql": "SELECT 1;" }, /there is no migration 0001 before it/],
    [
      "a statement without an end",
      { "0001-a.sql": "SELECT 1;\nSELECT 2\n" },
      /0001-a\.sql: the last statement doesn't end with ";": "SELECT 2"/,
    ],
    ["a file without a statement", { "0001-a.sql": "-- nothing\n" }, /0001-a\.sql: holds no statement/],
    ["an empty folder", {}, /holds no migration/],
  ])("refuses %s", (_, files, message) => {
    expect(() => migrationsOf(files)).toThrow(message);
  });

  test("reads the directory's own migrations, each statement whole", () => {
    for (const { file, statements } of readMigrations(migrationsFolder)) {
      const semicolons = readFileSync(join(migrationsFolder, file), "utf8").match(/;\s*$/gm);
      expect(statements).toHaveLength(semicolons?.length ?? 0);
    }
  });
});
