import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { seedCommand } from "../../../../functions/directory/seed/seed-command";
import { type DatabaseServer, startDatabaseServer } from "../../../support/database-server";
import { migrationsFolder } from "../../../support/directory-database";

let server: DatabaseServer;
let printed: string;
let errors: string;

beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());
beforeEach(() => {
  printed = "";
  errors = "";
});

function seed(args: string[], environment: Record<string, string | undefined>): Promise<number> {
  const print = (line: string) => {
    printed += `${line}\n`;
  };
  const printError = (line: string) => {
    errors += `${line}\n`;
  };
  return seedCommand({ args, environment, migrationsFolder, print, printError });
}

function environmentFor(database: string, password = server.admin.password): Record<string, string> {
  const { host, port, admin, caFile } = server;
  return {
    DATABASE_URL: `mysql://${admin.username}:${password}@${host}:${port}/${database}`,
    DATABASE_CA_FILE: caFile,
  };
}

describe("npm run seed", () => {
  test("makes the database, its schema and two hundred people", async () => {
    expect(await seed([], environmentFor("seeded"))).toBe(0);
    expect(errors).toBe("");
    expect(printed).toMatch(/^applied 0001-create-directory\.sql/);
    expect(printed).toMatch(/\nseeded: 200 people in 16 departments at 5 locations, in \d+\.\d s\n$/);
    const connection = await server.connect({ database: "seeded" });
    const [rows] = await connection.query("SELECT COUNT(*) AS n FROM personnel");
    await connection.end();
    expect(rows).toEqual([{ n: 200 }]);
  });

  test("makes as many as told, in a database that is migrated already", async () => {
    expect(await seed(["--people", "1"], environmentFor("single"))).toBe(0);
    expect(await seed(["--people=5"], environmentFor("single"))).toBe(1);
    expect(errors).toBe("the directory isn't empty (location has rows): seed a new database\n");
  });

  test.each(["0", "-1", "1.5", "many", "10000001", ""])("refuses --people=%s", async (people) => {
    expect(await seed([`--people=${people}`], environmentFor("never"))).toBe(1);
    expect(errors).toContain(`--people ${people}: give a whole number from 1 to 10000000`);
    expect(errors).toContain("npm run seed -- [--people N]");
  });

  test("explains itself", async () => {
    expect(await seed(["--help"], {})).toBe(0);
    expect(printed).toContain("DATABASE_URL=mysql://user:password@host:3306/directory npm run seed");
    expect(await seed(["--peple", "3"], environmentFor("never"))).toBe(1);
    expect(errors).toContain("Unknown option '--peple'");
  });

  test.each([
    [undefined, "DATABASE_URL is not set"],
    ["not a url hunter2", "DATABASE_URL is not of the form mysql://user:password@host:port/database"],
    ["postgres://u:hunter2@localhost/x", "DATABASE_URL is not of the form"],
    ["mysql://u:hunter2@localhost", "DATABASE_URL is not of the form"],
    ["mysql://u:hunter2@db.example.com/x", "DATABASE_CA_FILE is not set: db.example.com is another machine"],
    ["mysql://u:hunter2@localhost:1/x", "no session on the database: ECONNREFUSED"],
  ])("refuses DATABASE_URL=%s without repeating the password", async (url, message) => {
    expect(await seed([], { DATABASE_URL: url })).toBe(1);
    expect(errors).toContain(message);
    expect(errors + printed).not.toContain("hunter2");
  });

  test("says what the server refuses", async () => {
    expect(await seed([], environmentFor("never", "hunter2"))).toBe(1);
    expect(errors).toContain(
      "the database refused: ER_ACCESS_DENIED_ERROR (1045): Access denied for user 'admin'",
    );
    expect(errors).not.toContain("hunter2");
  });
});
