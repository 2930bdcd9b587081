/** A migration can't go on; the message says what to do. Never carries a secret or a person's data. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** What mysql2 throws when the server refuses a statement. It also carries `sql`, which may hold a password. */
interface DatabaseError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly sqlMessage: string;
}

/** Whether the server itself refused, over a connection that still lives: the statement had no effect. */
export function isRefusal(error: unknown): error is DatabaseError {
  return error instanceof Error && "sqlMessage" in error && typeof error.sqlMessage === "string";
}

/**
 * The server's error numbers whose messages quote values of rows: duplicate entries (1062, 1586), values that don't
 * fit their column (1292, 1366, 1411, 1525, 1690). Names and addresses of people must not reach a log.
 */
const quotesValues = new Set([1062, 1292, 1366, 1411, 1525, 1586, 1690]);

/** Says what went wrong in words that may be logged and kept. */
export function describeDatabaseError(error: unknown): string {
  if (!isRefusal(error)) return codeOf(error);
  return quotesValues.has(error.errno)
    ? `${error.code} (${error.errno})`
    : `${error.code} (${error.errno}): ${error.sqlMessage}`;
}

/** The error's code, such as `ECONNREFUSED` or `ER_ACCESS_DENIED_ERROR`, and nothing else of it. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown error";
}
