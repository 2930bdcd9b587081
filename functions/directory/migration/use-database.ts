import type { Connection } from "mysql2/promise";

/** Makes the database unless it is there, and makes the session fit to change its schema. */
export async function useDatabase(connection: Connection, database: string): Promise<void> {
  await connection.query(
    "CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci",
    [database],
  );
  // Not changeUser: that would end the session and its lock with it.
  await connection.query("USE ??", [database]);
  // Strict, whatever the parameter group says. And a change of a table waits for its open transactions by default
  // for a day (MariaDB) or a year (MySQL), with everybody else queued up behind it.
  await connection.query(
    "SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', lock_wait_timeout = 60",
  );
}
