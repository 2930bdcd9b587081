import type { PoolConnection } from "mysql2";
import type { ChangeResult, Session, SqlValue } from "../persistence/database";
import { leftUntil, tooLate } from "./deadline";
import type { PoolLimits } from "./pool-limits";

/**
 * Times in UTC, strict mode, and limits on the server's side too, so that a statement whose caller has given up
 * ends. EXISTS must stay the test of one row that it is written as: either optimizer likes to turn it into a join that
 * first collects all matches of a common word. Each server reads its own comment: MySQL 8 the first, MariaDB the second.
 */
export function sessionSettings({ lockWait, statement }: Pick<PoolLimits, "lockWait" | "statement">): string {
  const settings = [
    "time_zone = '+00:00'",
    "sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'",
    `innodb_lock_wait_timeout = ${Math.ceil(lockWait / 1000)}`,
  ].join(", ");
  const mysql = `, max_execution_time = ${Math.ceil(statement)}, optimizer_switch = 'semijoin=off'`;
  const mariadb = `, max_statement_time = ${Math.ceil(statement / 1000)}, optimizer_switch = 'exists_to_in=off'`;
  return `SET SESSION ${settings}/*!80000 ${mysql} *//*M! ${mariadb} */`;
}

/**
 * A connection as the persistence ring sees it. No statement outlasts its limit or the deadline of the work; one that
 * does fails as the driver's own time-outs do, and its connection isn't used again.
 *
 * @param deadline of `performance.now()`
 * @param statementLimit in milliseconds
 */
export function sessionOf(connection: PoolConnection, deadline: number, statementLimit: number): Session {
  const run = (sql: string, values: readonly SqlValue[]) =>
    new Promise<unknown>((resolve, reject) => {
      const timeout = Math.min(statementLimit, leftUntil(deadline));
      if (timeout <= 0) return reject(tooLate());
      // A time-out given to the driver makes it copy its options for each statement; this is the same for less.
      const timer = setTimeout(() => reject(new StatementTimeoutError(timeout)), timeout);
      connection.query(sql, [...values], (error, result) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve(result);
      });
    });
  return {
    query: <Row>(sql: string, values: readonly SqlValue[] = []) => run(sql, values) as Promise<Row[]>,
    change: (sql, values = []) => run(sql, values) as Promise<ChangeResult>,
  };
}

/** With the code that the driver gives its own time-outs, so that both are told and treated alike. */
class StatementTimeoutError extends Error {
  override readonly name = "StatementTimeoutError";
  readonly code = "PROTOCOL_SEQUENCE_TIMEOUT";

  constructor(milliseconds: number) {
    super(`no answer to a statement within ${Math.round(milliseconds)} ms`);
  }
}
