import type { Connection, RowDataPacket } from "mysql2/promise";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { applyMigrations } from "../../../../functions/directory/migration/apply-migrations";
import { type DatabaseServer, startDatabaseServer } from "../../../support/database-server";
import { migrationsOf } from "./migrations-of";

let server: DatabaseServer;
let database: string;
let connection: Connection;

beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  database = await server.createDatabase();
  connection = await server.connect({ database });
  return () => connection.end();
});

const create = "CREATE TABLE pet (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL);\n";
const fill = "INSERT INTO pet (name) VALUES ('Ada');\nINSERT INTO pet (name) VALUES ('Bo');\n";
const first = { "0001-create-pet.sql": create + fill };
const both = { ...first, "0002-add-age.sql": "ALTER TABLE pet ADD age INT NULL;\nUPDATE pet SET age = 3;\n" };

async function select(sql: string): Promise<RowDataPacket[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows;
}

describe("migrations", () => {
  test("are applied in order, each once, and remembered with their checksums", async () => {
    expect(await applyMigrations(connection, migrationsOf(first))).toEqual({
      schemaVersion: 1,
      applied: ["0001-create-pet.sql"],
    });
    const migrations = migrationsOf(both);
    expect(await applyMigrations(connection, migrations)).toEqual({
      schemaVersion: 2,
      applied: ["0002-add-age.sql"],
    });
    expect(await applyMigrations(connection, migrations)).toEqual({ schemaVersion: 2, applied: [] });

    expect(await select("SELECT name, age FROM pet ORDER BY id")).toEqual([
      { name: "Ada", age: 3 },
      { name: "Bo", age: 3 },
    ]);
    const history = await select(
      "SELECT version, file, checksum, started_at <= finished_at AS finished FROM schema_migration ORDER BY version",
    );
    expect(history).toEqual(
      migrations.map(({ version, file, checksum }) => ({ version, file, checksum, finished: 1 })),
    );
  });

  test("that were edited after they were applied are refused with both checksums, and nothing is changed", async () => {
    const [applied] = migrationsOf(first);
    await applyMigrations(connection, migrationsOf(first));
    const edited = migrationsOf({ ...both, "0001-create-pet.sql": `${create}-- harmless?\n${fill}` });

    await expect(applyMigrations(connection, edited)).rejects.toThrow(
      `0001-create-pet.sql was changed after it was applied (as 0001-create-pet.sql): the file's checksum is ` +
        `${edited[0]?.checksum}, the applied one's is ${applied?.checksum}. Restore the file`,
    );
    expect(await select("SHOW COLUMNS FROM pet LIKE 'age'")).toEqual([]);
  });

  test("leave a database alone that a newer release has been through", async () => {
    await applyMigrations(connection, migrationsOf(both));
    expect(await applyMigrations(connection, migrationsOf(first))).toEqual({ schemaVersion: 2, applied: [] });
  });
});

describe("a migration that fails", () => {
  const broken = { "0001-create-pet.sql": `${create}${fill}ALTER TABLE pet ADD KEY by_size (size);\n` };

  test("says which statement and why, keeps what came before, and goes on once it's mended", async () => {
    await expect(applyMigrations(connection, migrationsOf(broken))).rejects.toThrow(
      /^0001-create-pet\.sql: statement 4 of 4, "ALTER TABLE pet ADD KEY by_size \(size\)", failed: ER_KEY_COLUMN_DOES_NOT_EXI\w+ \(1072\): .*size/,
    );
    const mended = { "0001-create-pet.sql": `${create}${fill}ALTER TABLE pet ADD KEY by_name (name);\n` };
    expect(await applyMigrations(connection, migrationsOf(mended))).toMatchObject({
      applied: ["0001-create-pet.sql"],
    });
    expect(await select("SELECT name FROM pet ORDER BY id")).toEqual([{ name: "Ada" }, { name: "Bo" }]);
    expect(await applyMigrations(connection, migrationsOf(mended))).toMatchObject({ applied: [] });
  });

  test("can't be changed where it has been already", async () => {
    await expect(applyMigrations(connection, migrationsOf(broken))).rejects.toThrow();
    const rewritten = {
      "0001-create-pet.sql": `${create}${fill.replace("Ada", "Eve")}ALTER TABLE pet ADD age INT;\n`,
    };
    await expect(applyMigrations(connection, migrationsOf(rewritten))).rejects.toThrow(
      /0001-create-pet\.sql stopped after 3 statements, and these were changed since: their checksum is [0-9a-f]{64}, the applied ones' is [0-9a-f]{64}/,
    );
  });

  test("doesn't tell what stands in a row", async () => {
    const doubled = {
      "0001-create-pet.sql": `${create}${fill}INSERT INTO pet (id, name) SELECT id, name FROM pet;\n`,
    };
    const error = await applyMigrations(connection, migrationsOf(doubled)).catch((thrown: Error) => thrown);
    expect(String(error)).toMatch(/failed: ER_DUP_ENTRY \(1062\)\. What came before/);
  });

  test("rolls a data change back together with its record", async () => {
    const files = {
      "0001-create-pet.sql": `${create}INSERT INTO pet (id, name) VALUES (1, 'Ada'), (1, 'Bo');\n`,
    };
    await expect(applyMigrations(connection, migrationsOf(files))).rejects.toThrow("ER_DUP_ENTRY");
    expect(await select("SELECT * FROM pet")).toEqual([]);
    expect(await select("SELECT statements_done AS done, finished_at FROM schema_migration")).toEqual([
      { done: 1, finished_at: null },
    ]);
  });
});

describe("a runner that is cut off", () => {
  /** Every kind of change that a crash can leave in doubt. */
  const everything = {
    "0001-create.sql": [
      "CREATE TABLE owner (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, old INT)",
      "CREATE TABLE pet (id INT PRIMARY KEY AUTO_INCREMENT, owner_id INT NOT NULL, name VARCHAR(20) NOT NULL)",
      "INSERT INTO owner VALUES (1, 'Zoë', 1)",
      "INSERT INTO pet (owner_id, name) VALUES (1, 'Ada')",
      "UPDATE pet SET name = CONCAT(name, '!')",
    ]
      .join(";\n")
      .concat(";\n"),
    "0002-change.sql": [
      "ALTER TABLE pet ADD age INT NOT NULL DEFAULT 1",
      "CREATE INDEX pet_name ON pet (name)",
      "ALTER TABLE pet ADD CONSTRAINT pet_owner FOREIGN KEY (owner_id) REFERENCES owner (id)",
      "UPDATE pet SET age = age + 1",
      "ALTER TABLE owner DROP COLUMN old",
      "ALTER TABLE owner RENAME COLUMN name TO full_name",
      "CREATE TABLE toy (id INT PRIMARY KEY)",
      "RENAME TABLE toy TO thing",
      "CREATE TABLE gone (id INT PRIMARY KEY)",
      "DROP TABLE gone",
    ]
      .join(";\n")
      .concat(";\n"),
  };

  /** How many times a whole run speaks to the server: the places where it can be cut off. */
  async function countCalls(): Promise<number> {
    const counted = await server.connect({ database: await server.createDatabase() });
    let calls = 0;
    const run = interrupted(counted, () => {
      calls += 1;
      return undefined;
    });
    await applyMigrations(run, migrationsOf(everything));
    await counted.end();
    return calls;
  }

  test.each(["before", "after"] as const)(
    "anywhere, %s the server did its part, is taken up by the next one",
    async (moment) => {
      const migrations = migrationsOf(everything);
      const places = await countCalls();
      expect(places).toBeGreaterThan(30);
      for (let place = 1; place <= places; place += 1) {
        const name = await server.createDatabase();
        const victim = await server.connect({ database: name });
        let call = 0;
        const run = interrupted(victim, () => {
          call += 1;
          return call === place ? moment : undefined;
        });
        await expect(applyMigrations(run, migrations), `cut off ${moment} call ${place}`).rejects.toThrow();

        const next = await server.connect({ database: name });
        await applyMigrations(next, migrations);
        const [rows] = await next.query(
          "SELECT pet.name, age, full_name FROM pet JOIN owner ON owner.id = owner_id",
        );
        expect(rows, `cut off ${moment} call ${place}`).toEqual([{ name: "Ada!", age: 2, full_name: "Zoë" }]);
        const [tables] = await next.query<RowDataPacket[]>("SHOW TABLES");
        expect(tables.map((row) => Object.values(row)[0])).toEqual([
          "owner",
          "pet",
          "schema_migration",
          "thing",
        ]);
        await next.query(`DROP DATABASE ${name}`);
        await next.end();
      }
    },
  );

  test("doesn't excuse a statement that could never have worked", async () => {
    const files = { "0001-a.sql": "ALTER TABLE nowhere ADD age INT;\n" };
    const victim = await server.connect({ database });
    let call = 0;
    const run = interrupted(victim, () => {
      call += 1;
      return call === 5 ? "before" : undefined;
    });
    await expect(applyMigrations(run, migrationsOf(files))).rejects.toThrow();
    expect(
      await select("SELECT statements_begun AS begun, statements_done AS done FROM schema_migration"),
    ).toEqual([{ begun: 1, done: 0 }]);
    await expect(applyMigrations(connection, migrationsOf(files))).rejects.toThrow("ER_NO_SUCH_TABLE (1146)");
  });
});

/**
 * A connection that is destroyed, as by the runner's death, just before or just after one of its calls.
 *
 * @param cut asked at each call: when to cut it off, if at all
 */
function interrupted(connection: Connection, cut: () => "before" | "after" | undefined): Connection {
  const calls = new Set<string | symbol>(["query", "execute", "beginTransaction", "commit"]);
  return new Proxy(connection, {
    get(target, property) {
      const value = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      if (!calls.has(property)) return value.bind(target);
      return async (...parameters: unknown[]) => {
        const moment = cut();
        if (moment === "before") target.destroy();
        const result = await value.apply(target, parameters);
        if (moment === "after") {
          target.destroy();
          throw new Error("cut off");
        }
        return result;
      };
    },
  });
}
