/** A value for a placeholder. A list is for `IN (?)` and for the rows of `VALUES ?`. */
export type SqlValue = string | number | readonly SqlValue[];

/** What a change did. */
export interface ChangeResult {
  /** Rows found by an UPDATE (changed or not), deleted or inserted. */
  readonly affectedRows: number;
  readonly insertId: number;
}

/** One connection during one piece of work. */
export interface Session {
  query<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  change(sql: string, values?: readonly SqlValue[]): Promise<ChangeResult>;
}

/**
 * Runs work on a connection. Work may run more than once (after a deadlock, a lost connection, a fail-over), so it
 * must have no effect but on its session.
 */
export interface Database {
  /** For statements that each stand for themselves. */
  read<Result>(work: (session: Session) => Promise<Result>): Promise<Result>;
  /** In one transaction, which is rolled back when the work throws. */
  write<Result>(work: (session: Session) => Promise<Result>): Promise<Result>;
}

/** The database can't do it now: unreachable, overloaded, full, or too slow. The same request may succeed later. */
export class DatabaseUnavailableError extends Error {
  override readonly name: string = "DatabaseUnavailableError";
}

/** Whether a change was saved isn't known: its commit was sent and no answer came. It must not be repeated unseen. */
export class UnknownOutcomeError extends DatabaseUnavailableError {
  override readonly name = "UnknownOutcomeError";
}
