import { randomBytes } from "node:crypto";
import type { Connection, RowDataPacket } from "mysql2/promise";
import type { DatabaseCredentials } from "../runtime/secrets";
import { codeOf, isRefusal, MigrationError } from "./migration-error";
import { historyTable } from "./migration-history";

/** The table's rows are the API's to read and write; its shape is not. */
const tablePrivileges = "SELECT, INSERT, UPDATE, DELETE";

/** The two names that the API's user has in turn: while one is being renewed, the other one still works. */
export type ApiUserNames = readonly [string, string];

/**
 * The names of the API's two users.
 *
 * @param base at most 30 characters (MySQL takes 32 for a user's name)
 */
export function apiUserNames(base: string): ApiUserNames {
  return [`${base}_a`, `${base}_b`];
}

/**
 * Credentials that nobody has seen: 192 random bits. The ending satisfies servers that ask for upper and lower case,
 * a digit and a special character (validate_password).
 */
export function newCredentials(username: string): DatabaseCredentials {
  return { username, password: `${randomBytes(24).toString("base64url")}-Aa1` };
}

/** The statements on database users; each names the database and the user, and never tells a password on failure. */
export class ApiUser {
  readonly #connection: Connection;
  readonly #database: string;

  /**
   * @param connection as a user who may create users and grant rights
   * @param database the application's database, all of whose tables exist
   */
  constructor(connection: Connection, database: string) {
    this.#connection = connection;
    this.#database = database;
  }

  /** Makes the user unless there is one of that name, whose password then stays as it is. Only TLS lets it in. */
  async createUnlessPresent({ username, password }: DatabaseCredentials): Promise<void> {
    await this.#run(username, "CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY ? REQUIRE SSL", [
      username,
      password,
    ]);
  }

  /** Gives an existing user this password. Open sessions go on; new ones need the new password. */
  async setPassword({ username, password }: DatabaseCredentials): Promise<void> {
    await this.#run(username, "ALTER USER ?@'%' IDENTIFIED BY ? REQUIRE SSL", [username, password]);
  }

  /**
   * Makes any password that the user may have had useless. Does nothing when there is no such user.
   */
  async retire(username: string): Promise<void> {
    const { password } = newCredentials(username);
    await this.#run(username, "ALTER USER IF EXISTS ?@'%' IDENTIFIED BY ?", [username, password]);
  }

  /** Grants exactly what the API needs: the rows of every table, and to read how far the schema is. */
  async grant(username: string): Promise<void> {
    for (const table of await this.#tables()) {
      const privileges = table === historyTable ? "SELECT" : tablePrivileges;
      await this.#run(username, `GRANT ${privileges} ON ??.?? TO ?@'%'`, [this.#database, table, username]);
    }
  }

  async #tables(): Promise<string[]> {
    const [rows] = await this.#connection.execute<RowDataPacket[]>(
      "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1",
      [this.#database],
    );
    return rows.map(({ name }) => name);
  }

  async #run(username: string, sql: string, values: string[]): Promise<void> {
    try {
      await this.#connection.query(sql, values);
    } catch (error) {
      // Neither the statement nor the server's message may get out: both can quote the password.
      const errno = isRefusal(error) ? ` (${error.errno})` : "";
      throw new MigrationError(
        `the API's database user ${username} can't be set up: ${codeOf(error)}${errno}`,
      );
    }
  }
}
