import { createPool, type Pool, type PoolConnection } from "mysql2";
import { type Database, DatabaseUnavailableError, type Session } from "../persistence/database";
import { type DatabaseFailure, databaseFailure } from "../persistence/database-failure";
import { before, leftUntil } from "./deadline";
import type { DatabaseAddress } from "./environment";
import { defaultLimits, type PoolLimits } from "./pool-limits";
import { acquire, answers, useOnce } from "./pooled-connection";
import type { DatabaseCredentials } from "./secrets";
import { sessionOf, sessionSettings } from "./sql-session";
import type { DatabaseTls } from "./tls";
import { inTransaction } from "./transaction";

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
    return this.#withRepeats((connection, deadline) =>
      inTransaction(sessionOf(connection, deadline, this.#limits.statement), work),
    );
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
