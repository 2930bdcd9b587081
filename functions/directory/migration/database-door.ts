import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, type ConnectionOptions, createConnection } from "mysql2/promise";
import type { DatabaseAddress } from "../runtime/environment";
import type { DatabaseCredentials } from "../runtime/secrets";
import { databaseTls } from "../runtime/tls";
import { codeOf, MigrationError } from "./migration-error";

/** Opens sessions on one database server, over TLS whose certificate and host name are verified. */
export class DatabaseDoor {
  readonly #options: ConnectionOptions;

  /** @throws {TrustError} when the file of trusted authorities isn't usable */
  constructor({ host, port, caFile }: DatabaseAddress) {
    this.#options = {
      host,
      port,
      ssl: databaseTls(caFile),
      connectTimeout: 10_000,
      charset: "utf8mb4",
      timezone: "Z",
    };
  }

  /**
   * Logs in, and is patient with a server that can't be reached: one just made, or in the middle of a fail-over.
   * Refused credentials are read again a few times, for they may have been rotated at this very moment.
   *
   * @param credentials reads the current credentials
   * @param patienceMs how long to go on trying a server that doesn't answer
   * @throws {MigrationError} saying where, why and for how long it was tried
   */
  async open(credentials: () => Promise<DatabaseCredentials>, patienceMs: number): Promise<Connection> {
    const start = Date.now();
    for (;;) {
      const { username, password } = await credentials();
      try {
        return await this.#logIn({ username, password });
      } catch (error) {
        const patience = Math.min(patienceMs, patienceWith(error));
        if (Date.now() + pauseMs > start + patience) throw this.#closed(error, Date.now() - start);
      }
      await sleep(pauseMs);
    }
  }

  /**
   * Whether the server lets these credentials in.
   *
   * @throws {MigrationError} when that can't be found out
   */
  async canLogIn(credentials: DatabaseCredentials): Promise<boolean> {
    try {
      const connection = await this.#logIn(credentials);
      await connection.end();
      return true;
    } catch (error) {
      if (codeOf(error) === accessDenied) return false;
      throw this.#closed(error, 0);
    }
  }

  #logIn({ username, password }: DatabaseCredentials): Promise<Connection> {
    return createConnection({ ...this.#options, user: username, password });
  }

  #closed(error: unknown, triedMs: number): MigrationError {
    const { host, port } = this.#options;
    const reason =
      error instanceof Error && error.message ? `${codeOf(error)}, ${error.message}` : codeOf(error);
    return new MigrationError(
      `no session on the database server ${host}:${port} after ${Math.round(triedMs / 1_000)} s: ${reason}`,
    );
  }
}

const pauseMs = 1_000;

/** The server's answer to a wrong password, and to a user who must come over TLS and doesn't. */
const accessDenied = "ER_ACCESS_DENIED_ERROR";

/** What a server that isn't there yet, or is just going down, looks like from here. */
const unreachable = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "PROTOCOL_CONNECTION_LOST",
]);

/** How long it makes sense to try again after this, in milliseconds. */
function patienceWith(error: unknown): number {
  if (codeOf(error) === accessDenied) return 5_000;
  return unreachable.has(codeOf(error)) ? Number.POSITIVE_INFINITY : 0;
}
