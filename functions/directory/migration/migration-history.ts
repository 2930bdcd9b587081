import type { Connection, RowDataPacket } from "mysql2/promise";
import { type Migration, sha256 } from "./migration-files";

/** What the database remembers of a migration. */
export interface AppliedMigration {
  readonly version: number;
  readonly file: string;
  /** Of the file as it was last run. */
  readonly checksum: string;
  /** How many of its statements are known to be done. */
  readonly done: number;
  /** How many were begun: one more than `done` when a runner ended between a statement and its record. */
  readonly begun: number;
  /** Of the statements that were begun: those may not change any more. */
  readonly begunChecksum: string;
  readonly finished: boolean;
}

/** The table that remembers what was applied. The API may read it, and nothing more. */
export const historyTable = "schema_migration";

/** The table `schema_migration` of the connection's database: one row a migration. */
export class MigrationHistory {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async createTable(): Promise<void> {
    await this.#connection.query(`
      CREATE TABLE IF NOT EXISTS ${historyTable} (
        version INT UNSIGNED NOT NULL,
        file VARCHAR(200) NOT NULL,
        checksum CHAR(64) NOT NULL,
        statements_done INT UNSIGNED NOT NULL DEFAULT 0,
        statements_begun INT UNSIGNED NOT NULL DEFAULT 0,
        begun_checksum CHAR(64) NOT NULL,
        started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        finished_at DATETIME(3) NULL,
        PRIMARY KEY (version)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
  }

  /** Everything that was ever begun, in order. */
  async read(): Promise<AppliedMigration[]> {
    const [rows] = await this.#connection.query<RowDataPacket[]>(`
      SELECT version, file, checksum, statements_done AS done, statements_begun AS begun,
        begun_checksum AS begunChecksum, finished_at IS NOT NULL AS finished
      FROM ${historyTable} ORDER BY version`);
    return rows.map((row) => ({ ...(row as AppliedMigration), finished: Boolean(row.finished) }));
  }

  /** Records that a migration begins, or goes on with its file as it is now. */
  async start({ version, file, checksum }: Migration): Promise<void> {
    await this.#connection.execute(
      `INSERT INTO ${historyTable} (version, file, checksum, begun_checksum) VALUES (?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE file = VALUES(file), checksum = VALUES(checksum)`,
      [version, file, checksum, statementsChecksum([])],
    );
  }

  /** Records how far a migration has come. */
  async record(migration: Migration, progress: { done: number; begun: number }): Promise<void> {
    const begunChecksum = statementsChecksum(migration.statements.slice(0, progress.begun));
    await this.#connection.execute(
      `UPDATE ${historyTable} SET statements_done = ?, statements_begun = ?, begun_checksum = ? WHERE version = ?`,
      [progress.done, progress.begun, begunChecksum, migration.version],
    );
  }

  async finish({ version }: Migration): Promise<void> {
    await this.#connection.execute(
      `UPDATE ${historyTable} SET finished_at = CURRENT_TIMESTAMP(3) WHERE version = ?`,
      [version],
    );
  }
}

/** The checksum that `begun_checksum` holds for these statements. */
export function statementsChecksum(statements: readonly string[]): string {
  return sha256(statements.join(";\n"));
}
