import { createHash } from "node:crypto";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { MigrationError } from "./migration-error";

/**
 * Does some work while no other runner works on the same database. The server frees the lock when the connection
 * ends, so a runner that dies doesn't block the next one.
 *
 * @param waitSeconds how long to wait for another runner
 * @throws {MigrationError} when the other one takes longer
 */
export async function withMigrationLock<Result>(
  connection: Connection,
  database: string,
  waitSeconds: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const name = lockName(database);
  const [rows] = await connection.execute<RowDataPacket[]>("SELECT GET_LOCK(?, ?) AS got", [
    name,
    waitSeconds,
  ]);
  if (rows[0]?.got !== 1) {
    throw new MigrationError(
      `another migration of the database "${database}" has been running for ${waitSeconds} s: wait for its end, then run again`,
    );
  }
  try {
    return await work();
  } finally {
    // A broken connection has freed the lock; its error is already on its way.
    await connection.execute("SELECT RELEASE_LOCK(?)", [name]).catch(() => undefined);
  }
}

/** Locks are the server's, not the database's, and their names have at most 64 characters. */
function lockName(database: string): string {
  return `migration-${createHash("sha1").update(database).digest("hex")}`;
}
