import type { Connection, RowDataPacket } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DatabaseServer, startDatabaseServer } from "../../../support/database-server";
import { createDirectoryDatabase, type DirectoryDatabase } from "../../../support/directory-database";

let server: DatabaseServer;
let directory: DirectoryDatabase;
let otherDatabase: string;
let asAdmin: Connection;
let asApi: Connection;

beforeAll(async () => {
  // Its own: the last test changes the settings of the server as a whole.
  server = await startDatabaseServer({ own: true });
  directory = await createDirectoryDatabase(server);
  otherDatabase = await server.createDatabase();
  asAdmin = await directory.connect();
  await asAdmin.query(`CREATE TABLE ${otherDatabase}.secret (id INT)`);
  asApi = await directory.connect({
    user: directory.credentials.username,
    password: directory.credentials.password,
  });
});
afterAll(async () => {
  await Promise.all([asApi?.end(), asAdmin?.end()]);
  await server.close();
});

async function tableNames(): Promise<string[]> {
  const [rows] = await asAdmin.query<RowDataPacket[]>(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY 1",
    [directory.name],
  );
  return rows.map(({ name }) => name);
}

describe("the API's database user", () => {
  test("may read and write the rows of every table but the migrations' own", async () => {
    const tables = (await tableNames()).filter((table) => table !== "schema_migration");
    expect(tables).toContain("personnel");
    for (const table of tables) {
      const [columns] = await asAdmin.query<RowDataPacket[]>(`SHOW COLUMNS FROM ${table}`);
      const column = columns[0]?.Field;
      await asApi.query(`SELECT * FROM ${table} LIMIT 1`);
      await asApi.query(`UPDATE ${table} SET ${column} = ${column} WHERE FALSE`);
      await asApi.query(`INSERT INTO ${table} SELECT * FROM ${table} WHERE FALSE`);
      await asApi.query(`DELETE FROM ${table} WHERE FALSE`);
    }
  });

  test("may see how far the schema is", async () => {
    const [rows] = await asApi.query<RowDataPacket[]>("SELECT MAX(version) AS version FROM schema_migration");
    expect(rows[0]?.version).toBeGreaterThan(0);
  });

  test.each([
    "CREATE TABLE mine (id INT)",
    "CREATE TEMPORARY TABLE mine (id INT)",
    "ALTER TABLE personnel ADD shoe_size INT",
    "CREATE INDEX mine ON personnel (job_title)",
    "DROP INDEX personnel_by_job_title ON personnel",
    "DROP TABLE personnel",
    "TRUNCATE TABLE personnel",
    "RENAME TABLE personnel TO staff",
    "CREATE VIEW mine AS SELECT * FROM personnel",
    "CREATE TRIGGER mine BEFORE INSERT ON personnel FOR EACH ROW SET NEW.first_name = ''",
    "CREATE PROCEDURE mine() SELECT 1",
    "CREATE EVENT mine ON SCHEDULE EVERY 1 DAY DO SELECT 1",
    "LOCK TABLES personnel WRITE",
    "CREATE DATABASE mine",
    "DROP DATABASE {database}",
    "ALTER DATABASE {database} CHARACTER SET latin1",
    "INSERT INTO schema_migration (version, file, checksum, begun_checksum) VALUES (9, 'x', 'x', 'x')",
    "UPDATE schema_migration SET checksum = 'x'",
    "DELETE FROM schema_migration",
    "SELECT * FROM {otherDatabase}.secret",
    "INSERT INTO {otherDatabase}.secret VALUES (1)",
    "USE {otherDatabase}",
    "SELECT * FROM mysql.user",
    "CREATE USER mine IDENTIFIED BY 'x'",
    "GRANT SELECT ON {database}.personnel TO {user}@'%'",
    "SET GLOBAL max_connections = 1",
    "FLUSH TABLES",
    "SELECT 'x' INTO OUTFILE '/tmp/strata-must-not-exist'",
    "LOAD DATA INFILE '/etc/passwd' INTO TABLE location (name)",
    "SHOW GRANTS FOR master",
  ])("may not: %s", async (statement) => {
    const sql = statement
      .replaceAll("{otherDatabase}", otherDatabase)
      .replaceAll("{database}", directory.name)
      .replaceAll("{user}", directory.credentials.username);
    // 1044, 1045, 1142, 1227, 1370, 1410: the several ways of saying "you may not".
    await expect(asApi.query(sql)).rejects.toThrow(/denied|not allowed/);
  });

  test("sees no database but its own", async () => {
    const [rows] = await asApi.query<RowDataPacket[]>("SHOW DATABASES");
    expect(rows.map(({ Database }) => Database).sort()).toEqual(["information_schema", directory.name]);
  });

  test("gets its rights on tables that a later migration adds", async () => {
    await asAdmin.query("CREATE TABLE later (id INT)");
    await expect(asApi.query("SELECT * FROM later")).rejects.toThrow("denied");
    await directory.rotate(directory.credentials);
    await asApi.query("SELECT * FROM later");
    await asAdmin.query("DROP TABLE later");
  });
});

describe("the way in", () => {
  test("is closed to anybody without TLS", async () => {
    const { username: user, password } = directory.credentials;
    await expect(server.connect({ user, password, ssl: undefined as never })).rejects.toThrow();
    // The server as a whole asks for TLS; the API's user does so as well, should that ever be switched off.
    await asAdmin.query("SET GLOBAL require_secure_transport = OFF");
    await expect(server.connect({ user, password, ssl: undefined as never })).rejects.toThrow(
      "Access denied",
    );
    await asAdmin.query("SET GLOBAL require_secure_transport = ON");
  });
});
