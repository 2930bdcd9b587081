import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Migration, readMigrations } from "../../../../functions/directory/migration/migration-files";

/** Reads migrations from a folder that holds these files, by name. */
export function migrationsOf(files: Readonly<Record<string, string>>): Migration[] {
  const folder = mkdtempSync(join(tmpdir(), "strata-test-"));
  try {
    for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql);
    return readMigrations(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
