import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { inspect } from "node:util";
import * as esbuild from "esbuild";
import type { RowDataPacket } from "mysql2/promise";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { MigrateEvent } from "../../../../functions/directory/handlers/migrate";
import type { MigrationOutcome } from "../../../../functions/directory/migration/apply-migrations";
import {
  type DatabaseCredentials,
  type DatabaseServer,
  startDatabaseServer,
} from "../../../support/database-server";
import { migrationsFolder } from "../../../support/directory-database";
import { type SecretService, startSecretService } from "../../../support/secret-service";
import { temporaryFolders } from "../../../support/temporary-folders";

const temporaryFolder = temporaryFolders();

/*
 * The function as it is deployed, one bundle with the SQL files beside it, with the real SDK and driver: only the
 * secret service is ours.
 */
let handler: (event: MigrateEvent | null) => Promise<MigrationOutcome>;
let server: DatabaseServer;
let secrets: SecretService;
let database: string;
let printed: string;

beforeAll(async () => {
  [server, secrets, handler] = await Promise.all([startDatabaseServer(), startSecretService(), loadBundle()]);
});
afterAll(() => Promise.all([server.close(), secrets.close()]));

beforeEach(async () => {
  database = await server.createDatabase();
  await asAdmin(`DROP DATABASE ${database}`);
  const environment = {
    ...secrets.environment,
    DATABASE_HOST: server.host,
    DATABASE_PORT: String(server.port),
    DATABASE_NAME: database,
    DATABASE_CA_FILE: server.caFile,
    // Users are the whole server's: each test has its own.
    API_DATABASE_USER: database,
    MASTER_SECRET_ARN: secrets.set("rds!master", server.master),
    API_SECRET_ARN: secrets.set(`api-${database}`),
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  printed = "";
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  }
});
afterEach(() => {
  secrets.fail(undefined);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function loadBundle(): Promise<typeof handler> {
  const folder = temporaryFolder();
  await esbuild.build({
    entryPoints: [join(__dirname, "../../../../functions/directory/handlers/migrate.ts")],
    outfile: join(folder, "index.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  });
  await cp(migrationsFolder, join(folder, "migrations"), { recursive: true });
  return createRequire(import.meta.url)(join(folder, "index.js")).handler;
}

async function asAdmin(sql: string, values: unknown[] = []): Promise<RowDataPacket[]> {
  const connection = await server.connect();
  const [rows] = await connection.query<RowDataPacket[]>(sql, values);
  await connection.end();
  return rows;
}

function stored(): DatabaseCredentials {
  const text = secrets.get(`api-${database}`);
  if (!text) throw new Error("the API's secret has no value");
  return JSON.parse(text);
}

/** Whether these credentials open the database, and can read the schema's version in it. */
async function works({ username, password }: DatabaseCredentials): Promise<boolean> {
  try {
    const connection = await server.connect({ user: username, password, database });
    const [rows] = await connection.query("SELECT version FROM schema_migration");
    await connection.end();
    return (rows as unknown[]).length > 0;
  } catch (error) {
    if ((error as { code?: string }).code === "ER_ACCESS_DENIED_ERROR") return false;
    throw error;
  }
}

const ready = { schemaVersion: expect.any(Number), applied: expect.any(Array) };

describe("a deploy", () => {
  test("makes the database, its schema, the API's user and its secret, and answers with the schema's version", async () => {
    const outcome = await handler({});
    expect(outcome).toEqual({
      schemaVersion: expect.any(Number),
      applied: expect.arrayContaining(["0001-create-directory.sql"]),
    });
    expect(outcome.schemaVersion).toBe(outcome.applied.length);
    expect(Object.keys(stored())).toEqual(["username", "password"]);
    expect(await works(stored())).toBe(true);
  });

  test("that comes again changes nothing and writes no secret", async () => {
    const { schemaVersion } = await handler({});
    const credentials = stored();
    const writes = secrets.calls("PutSecretValue");
    expect(await handler(null)).toEqual({ schemaVersion, applied: [] });
    expect(stored()).toEqual(credentials);
    expect(await works(credentials)).toBe(true);
    expect(secrets.calls("PutSecretValue")).toBe(writes);
  });

  test("that comes twice at once ends well twice, with one user and one secret", async () => {
    const outcomes = await Promise.all([handler({}), handler({})]);
    expect(new Set(outcomes.map(({ schemaVersion }) => schemaVersion)).size).toBe(1);
    expect(outcomes.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
    expect(await works(stored())).toBe(true);
  });

  test("makes the user anew that the secret knows, when the database was made anew", async () => {
    await handler({});
    const credentials = stored();
    await asAdmin(`DROP DATABASE ${database}`);
    await asAdmin("DROP USER ?@'%'", [credentials.username]);
    expect(await handler({})).toMatchObject({
      applied: expect.arrayContaining(["0001-create-directory.sql"]),
    });
    expect(stored()).toEqual(credentials);
    expect(await works(credentials)).toBe(true);
  });

  test("gives the user the secret's password back, when the database was restored from before a rotation", async () => {
    await handler({});
    await asAdmin("ALTER USER ?@'%' IDENTIFIED BY 'from the backup'", [stored().username]);
    await handler({});
    expect(await works(stored())).toBe(true);
  });

  test.each(["", "{}", '{"username":"x"}', "not JSON", '{"username":1,"password":2}', "null"])(
    "fills a secret that is no use: %j",
    async (value) => {
      secrets.set(`api-${database}`, value);
      await handler({});
      expect(await works(stored())).toBe(true);
    },
  );

  test("leaves a user alone that isn't ours", async () => {
    secrets.set(`api-${database}`, server.master);
    await expect(handler({ rotate: true })).rejects.toThrow(
      `the API's secret names the database user "master", which is none of ours (${database}_a, ${database}_b)`,
    );
    expect(stored()).toEqual(server.master);
    const connection = await server.connect({
      user: server.master.username,
      password: server.master.password,
    });
    await connection.end();
  });
});

describe("a rotation", () => {
  test("gives a new user and password that work, while the old ones still do", async () => {
    await handler({});
    const old = stored();
    const session = await server.connect({ user: old.username, password: old.password, database });

    expect(await handler({ rotate: true })).toEqual({ ...ready, applied: [] });
    const renewed = stored();
    expect(renewed.username).not.toBe(old.username);
    expect(renewed.password).not.toBe(old.password);
    expect(await works(renewed)).toBe(true);
    expect(await works(old), "a function that still has the old value cached").toBe(true);
    await session.query("SELECT 1");
    await session.end();
  });

  test("is completed by the next deploy: the old password is of no use any more", async () => {
    await handler({});
    const old = stored();
    await handler({ rotate: true });
    const session = await server.connect({ user: old.username, password: old.password, database });
    await handler({});
    expect(await works(old)).toBe(false);
    expect(await works(stored())).toBe(true);
    await session.query("SELECT COUNT(*) FROM personnel");
    await session.end();
  });

  test("can follow a rotation", async () => {
    await handler({});
    const seen = [stored()];
    for (const _ of [1, 2, 3]) {
      await handler({ rotate: true });
      seen.push(stored());
    }
    expect(new Set(seen.map(({ password }) => password)).size).toBe(4);
    expect(new Set(seen.map(({ username }) => username)).size).toBe(2);
    expect(await Promise.all(seen.map(works))).toEqual([false, false, true, true]);
  });

  test("whose secret can't be written leaves the old value in force, and can be repeated", async () => {
    await handler({});
    const old = stored();
    secrets.fail("denied", "PutSecretValue");
    await expect(handler({ rotate: true })).rejects.toThrow(/can't be written: AccessDeniedException/);
    expect(stored()).toEqual(old);
    expect(await works(old)).toBe(true);
    secrets.fail(undefined);
    await handler({ rotate: true });
    expect(await works(stored())).toBe(true);
  });

  test.each(["true", 1, {}, null, undefined])("isn't meant by rotate = %j", async (rotate) => {
    await handler({});
    const old = stored();
    await handler({ rotate });
    expect(stored()).toEqual(old);
  });
});

describe("nothing secret gets out", () => {
  test("by result or log of a first deploy and a rotation", async () => {
    const results = [await handler({}), stored(), await handler({ rotate: true }), stored()] as const;
    const [first, oldCredentials, second, newCredentials] = results;
    const outside = JSON.stringify([first, second]) + printed;
    expect(printed).toContain("database is ready");
    for (const { password } of [oldCredentials, newCredentials, server.master])
      expect(outside).not.toContain(password);
    expect(Object.keys(first)).toEqual(["schemaVersion", "applied"]);
    expect(Object.keys(second)).toEqual(["schemaVersion", "applied"]);
  });
});

describe("a deploy that can't be", () => {
  test.each(["DATABASE_HOST", "DATABASE_NAME", "DATABASE_CA_FILE", "MASTER_SECRET_ARN", "API_SECRET_ARN"])(
    "names the variable %s that is missing",
    async (name) => {
      vi.stubEnv(name, "");
      await expect(handler({})).rejects.toThrow(`environment variable ${name} is not set`);
    },
  );

  test("names the secret that has no value, may not be read, or is no use", async () => {
    const arn = secrets.set("rds!empty");
    vi.stubEnv("MASTER_SECRET_ARN", arn);
    await expect(handler({})).rejects.toThrow(`secret ${arn}: it has no value, or does not exist`);
    secrets.set("rds!empty", '{"username":"master","password":"top-secret"');
    const error = await handler({}).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('its value is not JSON with a non-empty "username" and "password"');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("top-secret");
    secrets.fail("denied");
    await expect(handler({})).rejects.toThrow("access denied");
  });

  test("says that the master's password is refused, after having read it again", async () => {
    secrets.set("rds!master", { ...server.master, password: "wrong" });
    const before = secrets.calls("GetSecretValue");
    await expect(handler({})).rejects.toThrow(
      /no session on the database server localhost:\d+ after \d+ s: ER_ACCESS_DENIED_ERROR, Access denied for user 'master'/,
    );
    expect(secrets.calls("GetSecretValue") - before).toBeGreaterThan(1);
  });

  test("uses the master's new password when it's rotated meanwhile", async () => {
    secrets.set("rds!master", { ...server.master, password: "just rotated away" });
    setTimeout(() => secrets.set("rds!master", server.master), 1_500);
    expect(await handler({})).toEqual(ready);
  });
});
