/**
 * What an error of the driver or the server calls for:
 * - `access-denied`: the credentials are no longer right; fetch the secret again
 * - `read-only`: the server has become a replica; reconnect to find the new writer
 * - `lost`: the connection is gone or couldn't be made
 * - `locked`: a deadlock or a lock wait time-out; the transaction may be repeated
 * - `exhausted`: out of time, disk or connections; later may be better
 */
export type DatabaseFailure = "access-denied" | "read-only" | "lost" | "locked" | "exhausted";

/** Server error numbers (MySQL 8 and MariaDB 10.11 error references). */
const failuresByNumber: Readonly<Record<number, DatabaseFailure>> = {
  1045: "access-denied", // ER_ACCESS_DENIED_ERROR
  1290: "read-only", // ER_OPTION_PREVENTS_STATEMENT: --read-only
  1792: "read-only", // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
  1836: "read-only", // ER_READ_ONLY_MODE
  1053: "lost", // ER_SERVER_SHUTDOWN
  1927: "lost", // MariaDB: ER_CONNECTION_KILLED
  3169: "lost", // MySQL: ER_SESSION_WAS_KILLED
  4031: "lost", // MySQL: ER_CLIENT_INTERACTION_TIMEOUT
  1020: "locked", // ER_CHECKREAD: MariaDB's snapshot isolation saw a newer row
  1205: "locked", // ER_LOCK_WAIT_TIMEOUT
  1213: "locked", // ER_LOCK_DEADLOCK
  1021: "exhausted", // ER_DISK_FULL
  1040: "exhausted", // ER_CON_COUNT_ERROR
  1114: "exhausted", // ER_RECORD_FILE_FULL
  1203: "exhausted", // ER_TOO_MANY_USER_CONNECTIONS
  1226: "exhausted", // ER_USER_LIMIT_REACHED
  1317: "exhausted", // ER_QUERY_INTERRUPTED
  1969: "exhausted", // MariaDB: ER_STATEMENT_TIMEOUT
  3024: "exhausted", // MySQL: ER_QUERY_TIMEOUT
};

/** What the server refuses in one statement, without harm to the transaction. */
export const refusals = { duplicate: 1062, referenced: 1451, noSuchReference: 1452 } as const;

interface DriverError {
  readonly errno?: unknown;
  readonly code?: unknown;
  readonly fatal?: unknown;
}

/** The server's number of an error, if it is one of the server's. */
export function errorNumber(error: unknown): number | undefined {
  const { errno } = (error ?? {}) as DriverError;
  return typeof errno === "number" && errno > 0 ? errno : undefined;
}

/** What an error calls for; nothing if it is none of the database's failures. */
export function databaseFailure(error: unknown): DatabaseFailure | undefined {
  const number = errorNumber(error);
  const known = number === undefined ? undefined : failuresByNumber[number];
  if (known) return known;
  const { code, fatal } = (error ?? {}) as DriverError;
  if (code === "PROTOCOL_SEQUENCE_TIMEOUT") return "exhausted";
  // mysql2 calls everything fatal that ends the connection: refused, reset, closed, handshake, certificate.
  return fatal === true || isNetworkCode(code) ? "lost" : undefined;
}

function isNetworkCode(code: unknown): boolean {
  return (
    typeof code === "string" &&
    /^(E[A-Z]+|PROTOCOL_CONNECTION_LOST|HANDSHAKE_[A-Z_]+|EAI_[A-Z]+)$/.test(code) &&
    !code.startsWith("ER_")
  );
}
