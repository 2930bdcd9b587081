import type { Pool, PoolConnection } from "mysql2";
import { DatabaseUnavailableError } from "../persistence/database";
import { databaseFailure } from "../persistence/database-failure";

/**
 * A connection of the pool's, new or used before.
 * @param limit in milliseconds
 * @throws DatabaseUnavailableError if none is free by then
 */
export function acquire(pool: Pool, limit: number): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    pool.getConnection((error, connection) => {
      isAnswered = true;
      clearTimeout(timer);
      if (error) reject(error);
      else if (isLate) connection.release();
      else resolve(connection);
    });
    // The driver hands out a free connection at the next tick, which is before this one: only who waits needs a timer.
    process.nextTick(() => {
      if (isAnswered) return;
      timer = setTimeout(() => {
        isLate = true;
        reject(new DatabaseUnavailableError("no connection became free in time"));
      }, limit);
    });
  });
}

/**
 * Whether somebody is still there. A network forgets a connection that is idle for long, as one in a frozen container
 * is, without telling either end: what is sent on it then vanishes.
 */
export function answers(connection: PoolConnection, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    connection.query({ sql: "DO 0", timeout: Math.max(timeout, 1) }, (error) => resolve(error === null));
  });
}

/** No connection that may be in the midst of something, or gone, is used again. */
export async function useOnce<Result>(
  connection: PoolConnection,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work();
    connection.release();
    return result;
  } catch (error) {
    const failure = databaseFailure(error);
    if ((failure === undefined || failure === "locked") && !isUnfinished(error)) connection.release();
    else connection.destroy();
    throw error;
  }
}

/** Whether the connection may still be inside a statement or a transaction, after this error. */
export function isUnfinished(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError;
}
