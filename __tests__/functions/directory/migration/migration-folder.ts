import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Migration, readMigrations } from "../../../../functions/directory/migration/migration-files";

/** Writes migration files, by name, to a folder of their own. */
export function migrationFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "strata-migrations-"));
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql);
  return folder;
}

/** Migrations as read from such files. */
export function migrationsOf(files: Readonly<Record<string, string>>): Migration[] {
  return readMigrations(migrationFolder(files));
}
