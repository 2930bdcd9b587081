import { MigrationError } from "./migration-error";
import type { Migration } from "./migration-files";
import { type AppliedMigration, statementsChecksum } from "./migration-history";

/**
 * Refuses to go on when the files aren't what the database has been through.
 *
 * A database that is ahead of the files is fine: that is an older release put back, and the schema only ever grows
 * in ways that older code can live with.
 *
 * @throws {MigrationError} naming the file and both checksums
 */
export function checkHistory(migrations: readonly Migration[], history: readonly AppliedMigration[]): void {
  for (const applied of history) {
    const migration = migrations.find(({ version }) => version === applied.version);
    if (!migration) continue;
    if (applied.finished) checkFinished(migration, applied);
    else checkUnfinished(migration, applied);
  }
}

function checkFinished(migration: Migration, applied: AppliedMigration): void {
  if (migration.checksum === applied.checksum) return;
  throw new MigrationError(
    `${migration.file} was changed after it was applied (as ${applied.file}): the file's checksum is ` +
      `${migration.checksum}, the applied one's is ${applied.checksum}. Restore the file, and change the schema by a new one`,
  );
}

/** A migration that failed halfway may be mended, but only from the statement that failed onwards. */
function checkUnfinished(migration: Migration, applied: AppliedMigration): void {
  const checksum = statementsChecksum(migration.statements.slice(0, applied.begun));
  if (checksum === applied.begunChecksum) return;
  throw new MigrationError(
    `${migration.file} stopped after ${applied.begun} statements, and these were changed since: their checksum is ` +
      `${checksum}, the applied ones' is ${applied.begunChecksum}. Restore them; only what comes after may change`,
  );
}
