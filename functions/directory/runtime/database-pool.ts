import { createPool, type Pool, type PoolConnection } from "mysql2";
import {
  type ChangeResult,
  type Database,
  DatabaseUnavailableError,
  type Session,
  type SqlValue,
  UnknownOutcomeError,
} from "../persistence/database";
import { type DatabaseFailure, databaseFailure } from "../persistence/database-failure";
import type { DatabaseAddress } from "./environment";
import type { DatabaseCredentials } from "./secrets";
import type { DatabaseTls } from "./tls";

/** Where the pool gets its credentials: see `CachedCredentials`. */
export interface CredentialSource {
  get(): Promise<DatabaseCredentials>;
  getOtherThan(refused: DatabaseCredentials): Promise<DatabaseCredentials>;
}

/** What happened to the pool, for log and metrics. */
export type PoolEvent =
  | "connection-opened"
  | "connection-stale"
  | "pool-dropped"
  | "reconnect"
  | "lock-retry"
  | "credentials-refused";

export interface DatabasePoolOptions {
  readonly address: Omit<DatabaseAddress, "caFile">;
  readonly tls: DatabaseTls;
  readonly credentials: CredentialSource;
  readonly onEvent?: (event: PoolEvent) => void;
  /** A Lambda container serves one request at a time. @default 1 */
  readonly connectionLimit?: number;
  readonly limits?: Partial<PoolLimits>;
}

/**
 * In milliseconds, each within the next: connect < unit of work < the function's time-out < API Gateway's 29 s. With
 * `endWithin` the order holds for a shorter function too: nothing outlasts what is left of its time.
 */
export interface PoolLimits {
  /** To connect, TLS and login included. */
  readonly connect: number;
  /** To wait for a free connection. */
  readonly acquire: number;
  /** For one statement. */
  readonly statement: number;
  /** For a lock; a repeat follows. */
  readonly lockWait: number;
  /** For a whole piece of work, repeats included. */
  readonly work: number;
  /** A connection unused for longer is tried before it is trusted. */
  readonly idle: number;
  /** For the answer to that trial. */
  readonly trial: number;
}

const defaultLimits: PoolLimits = {
  connect: 3000,
  acquire: 5000,
  statement: 10_000,
  lockWait: 3000,
  work: 24_000,
  idle: 10_000,
  trial: 1_000,
};

/** How often a piece of work is repeated for each reason. Locks: 50 writers on one row need more than a few. */
const repeats: Readonly<Record<DatabaseFailure, number>> = {
  "access-denied": 1,
  "read-only": 1,
  lost: 1,
  locked: 5,
  exhausted: 0,
};

/** A pool together with what it logs in with. */
interface OpenPool {
  readonly pool: Pool;
  readonly credentials: DatabaseCredentials;
  /** How many pieces of work use it or wait for it. */
  users: number;
  /** No longer for new work; the last user closes it. */
  isDropped: boolean;
}

/**
 * One pool of verified TLS connections for the life of a container. It survives rotated passwords, restarts and
 * fail-overs: the failing work is repeated on a fresh connection where that is safe, and no connection that saw an
 * error of the network goes back to the pool.
 */
export class DatabasePool implements Database {
  readonly #options: DatabasePoolOptions;
  readonly #limits: PoolLimits;
  /** When each connection was last used; one that isn't here yet is new. By the wall clock, which runs on while Lambda freezes the container. */
  readonly #lastUsed = new WeakMap<PoolConnection, number>();
  #requestTime = Number.POSITIVE_INFINITY;
  #requestEnd = Number.POSITIVE_INFINITY;
  #opening: Promise<OpenPool> | undefined;
  #current: OpenPool | undefined;
  #refused: DatabaseCredentials | undefined;

  constructor(options: DatabasePoolOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  /**
   * Makes all work from now on end within so many milliseconds, however many pieces it has: what is left to a request.
   * Until the next call, so for one request at a time, as in Lambda.
   */
  endWithin(milliseconds: number): void {
    this.#requestTime = milliseconds;
    this.#requestEnd = performance.now() + milliseconds;
  }

  read<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.#withRepeats((connection, deadline) =>
      work(sessionOf(connection, deadline, this.#limits.statement)),
    );
  }

  write<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.#withRepeats(async (connection, deadline) => {
      const session = sessionOf(connection, deadline, this.#limits.statement);
      await session.change("START TRANSACTION");
      const result = await work(session).catch(async (error: unknown) => {
        await rollBack(session, error);
        throw error;
      });
      await commit(session);
      return result;
    });
  }

  /** Closes every connection; the next work opens new ones. */
  async close(): Promise<void> {
    const open = await this.#opening?.catch(() => undefined);
    this.#forget();
    if (open) await endPool(open.pool);
  }

  async #withRepeats<Result>(
    work: (connection: PoolConnection, deadline: number) => Promise<Result>,
  ): Promise<Result> {
    const deadline = Math.min(performance.now() + this.#limits.work, this.#requestEnd);
    const failures: DatabaseFailure[] = [];
    for (;;) {
      const open = this.#current ?? (await before(deadline, this.#pool()));
      try {
        return await this.#once(open, deadline, work);
      } catch (error) {
        const failure = databaseFailure(error);
        if (failure === undefined) throw error;
        failures.push(failure);
        // These two concern the whole pool, whether or not there's a repeat.
        if (failure === "access-denied" || failure === "read-only") this.#drop(open, failure);
        const times = failures.filter((earlier) => earlier === failure).length;
        if (times > repeats[failure] || leftUntil(deadline) <= 0) throw unavailable(failure, error);
        await this.#prepareRepeat(failure, times);
      }
    }
  }

  async #prepareRepeat(failure: DatabaseFailure, times: number): Promise<void> {
    if (failure === "locked") {
      this.#options.onEvent?.("lock-retry");
      // Random, so that those who collided don't collide again.
      await sleep(Math.random() * 20 * 2 ** times);
    } else if (failure === "lost") {
      this.#options.onEvent?.("reconnect");
    }
  }

  /** Holds the pool while the work uses it or waits for it. */
  async #once<Result>(
    open: OpenPool,
    deadline: number,
    work: (connection: PoolConnection, deadline: number) => Promise<Result>,
  ): Promise<Result> {
    open.users += 1;
    try {
      const connection = await this.#connection(open.pool, deadline);
      return await useOnce(connection, () => work(connection, deadline));
    } finally {
      open.users -= 1;
      if (open.isDropped && open.users === 0) void endPool(open.pool);
    }
  }

  /** A connection that is known to work: a stale one is put away for another. */
  async #connection(pool: Pool, deadline: number): Promise<PoolConnection> {
    for (;;) {
      const connection = await acquire(pool, Math.min(this.#limits.acquire, leftUntil(deadline)));
      const lastUsed = this.#lastUsed.get(connection);
      this.#lastUsed.set(connection, Date.now());
      if (lastUsed === undefined) return await this.#setUp(connection, deadline);
      if (Date.now() - lastUsed <= this.#limits.idle) return connection;
      if (await answers(connection, Math.min(this.#limits.trial, leftUntil(deadline)))) return connection;
      this.#options.onEvent?.("connection-stale");
      connection.destroy();
    }
  }

  async #setUp(connection: PoolConnection, deadline: number): Promise<PoolConnection> {
    const { connect, statement, lockWait } = this.#limits;
    const settings = sessionSettings({ lockWait, statement: Math.min(statement, this.#requestTime) });
    try {
      await sessionOf(connection, deadline, connect).change(settings);
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  async #pool(): Promise<OpenPool> {
    this.#opening ??= this.#openPool();
    try {
      this.#current = await this.#opening;
      return this.#current;
    } catch (error) {
      // A failure isn't kept: the next request tries again.
      this.#forget();
      throw error;
    }
  }

  #forget(): void {
    this.#opening = undefined;
    this.#current = undefined;
  }

  async #openPool(): Promise<OpenPool> {
    const { credentials: source, address, tls, connectionLimit = 1 } = this.#options;
    const refused = this.#refused;
    const credentials = await (refused ? source.getOtherThan(refused) : source.get()).catch(
      refuseWithoutSecret,
    );
    this.#refused = undefined;
    const pool = createPool({
      host: address.host,
      port: address.port,
      database: address.database,
      user: credentials.username,
      password: credentials.password,
      ssl: tls,
      // The columns' collation, so that comparing them with text given is never ambiguous.
      charset: "UTF8MB4_UNICODE_520_CI",
      timezone: "Z",
      dateStrings: true,
      // An object as a value must never become SQL.
      stringifyObjects: true,
      connectionLimit,
      connectTimeout: this.#limits.connect,
      enableKeepAlive: true,
      keepAliveInitialDelay: 10_000,
      multipleStatements: false,
    });
    pool.on("connection", () => this.#options.onEvent?.("connection-opened"));
    return { pool, credentials, users: 0, isDropped: false };
  }

  /** Takes a pool out of use. Work that has a connection of it goes on undisturbed. */
  #drop(open: OpenPool, failure: "access-denied" | "read-only"): void {
    if (open.isDropped) return;
    open.isDropped = true;
    if (failure === "access-denied") {
      this.#refused = open.credentials;
      this.#options.onEvent?.("credentials-refused");
    }
    this.#options.onEvent?.("pool-dropped");
    this.#forget();
  }
}

/** Whether the connection may still be inside a statement or a transaction. */
function isUnfinished(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError;
}

/**
 * Times in UTC, strict mode, and limits on the server's side too, so that a statement whose caller has given up
 * ends. EXISTS must stay the test of one row that it is written as: either optimizer likes to turn it into a join that
 * first collects all matches of a common word. Each server reads its own comment: MySQL 8 the first, MariaDB the second.
 */
function sessionSettings({ lockWait, statement }: Pick<PoolLimits, "lockWait" | "statement">): string {
  const settings = [
    "time_zone = '+00:00'",
    "sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'",
    `innodb_lock_wait_timeout = ${Math.ceil(lockWait / 1000)}`,
  ].join(", ");
  const mysql = `, max_execution_time = ${Math.ceil(statement)}, optimizer_switch = 'semijoin=off'`;
  const mariadb = `, max_statement_time = ${Math.ceil(statement / 1000)}, optimizer_switch = 'exists_to_in=off'`;
  return `SET SESSION ${settings}/*!80000 ${mysql} *//*M! ${mariadb} */`;
}

function sessionOf(connection: PoolConnection, deadline: number, statementLimit: number): Session {
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

/** No connection that may be in the midst of something, or gone, is used again. */
async function useOnce<Result>(connection: PoolConnection, work: () => Promise<Result>): Promise<Result> {
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

/**
 * Whether somebody is still there. A network forgets a connection that is idle for long, as one in a frozen container
 * is, without telling either end: what is sent on it then vanishes.
 */
function answers(connection: PoolConnection, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    connection.query({ sql: "DO 0", timeout: Math.max(timeout, 1) }, (error) => resolve(error === null));
  });
}

function acquire(pool: Pool, limit: number): Promise<PoolConnection> {
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

/** A lost connection is its own rollback. If the rollback fails, that is what the caller gets: it may be repeated. */
async function rollBack(session: Session, cause: unknown): Promise<void> {
  const failure = databaseFailure(cause);
  if (isUnfinished(cause) || (failure !== undefined && failure !== "locked")) return;
  await session.change("ROLLBACK");
}

async function commit(session: Session): Promise<void> {
  try {
    await session.change("COMMIT");
  } catch (error) {
    // A definite no: a deadlock found at commit, a server that became read-only, a commit that wasn't sent for want of time.
    const failure = databaseFailure(error);
    if (failure === "locked" || failure === "read-only" || error instanceof DatabaseUnavailableError) {
      throw error;
    }
    throw new UnknownOutcomeError(
      "the connection broke while the change was being saved: look whether it was",
      { cause: error },
    );
  }
}

/** In milliseconds, by a clock that nobody sets. */
function leftUntil(deadline: number): number {
  return deadline - performance.now();
}

/** What a promise resolves to, unless that takes too long: then nobody waits for it any more, nor minds how it ends. */
function before<Result>(deadline: number, promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), Math.max(leftUntil(deadline), 0));
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function tooLate(): DatabaseUnavailableError {
  return new DatabaseUnavailableError("the request took too long");
}

function refuseWithoutSecret(cause: unknown): never {
  throw new DatabaseUnavailableError("the database's credentials can't be had", { cause });
}

function unavailable(failure: DatabaseFailure, cause: unknown): DatabaseUnavailableError {
  return new DatabaseUnavailableError(unavailableMessages[failure], { cause });
}

const unavailableMessages: Readonly<Record<DatabaseFailure, string>> = {
  "access-denied": "the database refuses the credentials",
  "read-only": "the database is read-only for now",
  lost: "the database can't be reached",
  locked: "too many changes to the same data at once",
  exhausted: "the database is out of time or room",
};

function endPool(pool: Pool): Promise<void> {
  return new Promise((resolve) => {
    pool.end(() => resolve());
  });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
