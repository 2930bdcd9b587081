import type { Connection } from "mysql2/promise";
import { checkHistory } from "./check-history";
import { describeDatabaseError, isRefusal, MigrationError } from "./migration-error";
import type { Migration } from "./migration-files";
import { MigrationHistory } from "./migration-history";
import { firstLine } from "./split-statements";

/** What a run of the migrations has done. */
export interface MigrationOutcome {
  /** The number of the newest migration that the database has. */
  readonly schemaVersion: number;
  /** The files that this run applied or completed, in order. */
  readonly applied: readonly string[];
}

/**
 * Brings the connection's database to the newest migration: each one once, in order. A run that was cut off is taken
 * up at the statement where it stopped. Only one run at a time may do this: see `withMigrationLock`.
 *
 * @throws {MigrationError} when a file was changed after it was applied, or naming the statement that failed
 */
export async function applyMigrations(
  connection: Connection,
  migrations: readonly Migration[],
): Promise<MigrationOutcome> {
  const history = new MigrationHistory(connection);
  await history.createTable();
  const known = await history.read();
  checkHistory(migrations, known);

  const applied: string[] = [];
  for (const migration of migrations) {
    const before = known.find(({ version }) => version === migration.version);
    if (before?.finished) continue;
    await history.start(migration);
    await runStatements(connection, history, migration, before ?? { done: 0, begun: 0 });
    await history.finish(migration);
    applied.push(migration.file);
  }
  const versions = [...known, ...migrations].map(({ version }) => version);
  return { schemaVersion: Math.max(...versions), applied };
}

async function runStatements(
  connection: Connection,
  history: MigrationHistory,
  migration: Migration,
  { done, begun }: { done: number; begun: number },
): Promise<void> {
  for (const [index, statement] of migration.statements.entries()) {
    if (index < done) continue;
    const step = { connection, history, migration, index, statement };
    try {
      if (isDataChange(statement)) await changeData(step);
      else await changeSchema(step, begun > index);
    } catch (error) {
      throw new MigrationError(
        `${migration.file}: statement ${index + 1} of ${migration.statements.length}, "${firstLine(statement)}", failed: ` +
          `${describeDatabaseError(error)}. What came before it is kept; mend the cause and run again`,
      );
    }
  }
}

interface Step {
  readonly connection: Connection;
  readonly history: MigrationHistory;
  readonly migration: Migration;
  readonly index: number;
  readonly statement: string;
}

function isDataChange(statement: string): boolean {
  return /^(?:INSERT|UPDATE|DELETE|REPLACE)\b/i.test(statement);
}

/** Data and record in one transaction: both or neither, however the run ends. */
async function changeData({ connection, history, migration, index, statement }: Step): Promise<void> {
  await connection.beginTransaction();
  try {
    await connection.query(statement);
    await history.record(migration, { done: index + 1, begun: index + 1 });
    await connection.commit();
  } catch (error) {
    // The refusal is what matters; a connection that is gone has rolled back already.
    await connection.rollback().catch(() => undefined);
    throw error;
  }
}

/**
 * A change of the schema commits by itself, so its record can't be written with it: it is announced before and
 * confirmed after. If a run ended in between, whether it took place shows when it is tried again.
 */
async function changeSchema(
  { connection, history, migration, index, statement }: Step,
  mayBeDone: boolean,
): Promise<void> {
  await history.record(migration, { done: index, begun: index + 1 });
  try {
    await connection.query(statement);
  } catch (error) {
    if (!(mayBeDone && isDoneAlready(statement, error))) {
      // A refused statement left nothing behind, so the file may be mended from here on. If even this record
      // can't be written the connection is gone, and the announcement stands: the next run finds out.
      if (isRefusal(error))
        await history.record(migration, { done: index, begun: index }).catch(() => undefined);
      throw error;
    }
  }
  await history.record(migration, { done: index + 1, begun: index + 1 });
}

/** What the server answers to a change of the schema that it has made before, by the kind of change. */
const doneAlready: readonly { readonly change: RegExp; readonly errors: readonly number[] }[] = [
  // There is such a table, column, key, routine, trigger, foreign key or check.
  { change: /\b(?:CREATE|ADD|RENAME)\b/i, errors: [1050, 1060, 1061, 1304, 1359, 1826, 3822] },
  // There is no such table, column or key, routine or trigger to drop.
  { change: /\bDROP\b/i, errors: [1051, 1091, 1305, 1360] },
  // There is no table or column of the old name.
  { change: /\b(?:RENAME|CHANGE)\b/i, errors: [1054, 1146] },
];

function isDoneAlready(statement: string, error: unknown): boolean {
  if (!isRefusal(error)) return false;
  // How MariaDB says that there is such a foreign key.
  if (error.errno === 1005 && error.sqlMessage.includes("errno: 121")) return true;
  return doneAlready.some(({ change, errors }) => change.test(statement) && errors.includes(error.errno));
}
