import { afterAll, beforeAll, expect, test } from "vitest";
import { applyMigrations } from "../../../../functions/directory/migration/apply-migrations";
import { withMigrationLock } from "../../../../functions/directory/migration/migration-lock";
import { type DatabaseServer, startDatabaseServer } from "../../../support/database-server";
import { migrationsOf } from "./migrations-of";

let server: DatabaseServer;

beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());

/** Takes half a second, so that the other runner surely comes while it works. */
const slow = {
  "0001-create.sql":
    "CREATE TABLE pet (id INT PRIMARY KEY);\nINSERT INTO pet SELECT SLEEP(0.5);\nALTER TABLE pet ADD age INT;\n",
};

test("of two runners at once one waits for the other, and both end well", async () => {
  const database = await server.createDatabase();
  const run = async () => {
    const connection = await server.connect({ database });
    const outcome = await withMigrationLock(connection, database, 10, () =>
      applyMigrations(connection, migrationsOf(slow)),
    );
    await connection.end();
    return outcome;
  };
  const outcomes = await Promise.all([run(), run(), run()]);
  expect(outcomes.map(({ schemaVersion }) => schemaVersion)).toEqual([1, 1, 1]);
  expect(outcomes.flatMap(({ applied }) => applied)).toEqual(["0001-create.sql"]);
});

test("a runner that has waited long enough says so", async () => {
  const [holder, waiter] = await Promise.all([server.connect(), server.connect()]);
  let release = () => {};
  let held = Promise.resolve();
  await new Promise<void>((isHeld) => {
    held = withMigrationLock(holder, "app", 1, () => {
      isHeld();
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    });
  });
  const work = () => Promise.reject(new Error("must not be reached"));
  await expect(withMigrationLock(waiter, "app", 1, work)).rejects.toThrow(
    'another migration of the database "app" has been running for 1 s: wait for its end, then run again',
  );
  await withMigrationLock(waiter, "another_app", 0, async () => undefined);
  release();
  await held;
  await withMigrationLock(waiter, "app", 0, async () => undefined);
  await Promise.all([holder.end(), waiter.end()]);
});

test("a runner that dies leaves the lock to the next one", async () => {
  const [victim, next] = await Promise.all([server.connect(), server.connect()]);
  const died = withMigrationLock(victim, "app", 1, async () => {
    victim.destroy();
    throw new Error("died");
  });
  await expect(died).rejects.toThrow("died");
  expect(await withMigrationLock(next, "app", 5, async () => "mine")).toBe("mine");
  await next.end();
});

test("the error of the work comes through, and the lock is free after it", async () => {
  const connection = await server.connect();
  await expect(
    withMigrationLock(connection, "app", 0, () => Promise.reject(new Error("no"))),
  ).rejects.toThrow("no");
  const other = await server.connect();
  expect(await withMigrationLock(other, "app", 0, async () => "free")).toBe("free");
  await Promise.all([connection.end(), other.end()]);
});
