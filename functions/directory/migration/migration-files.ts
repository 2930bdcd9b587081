import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MigrationError } from "./migration-error";
import { splitStatements } from "./split-statements";

/** One step of the schema, from a file `NNNN-name.sql`. */
export interface Migration {
  /** The file's number: 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly file: string;
  /** SHA-256 of the file's text with LF line ends, so that a checkout's line ends don't matter. */
  readonly checksum: string;
  readonly statements: readonly string[];
}

const fileName = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.sql$/;

/**
 * Reads a folder's migrations in the order of their numbers. Other files than `*.sql` are left alone.
 *
 * @throws {MigrationError} when a file's name doesn't fit, a number is used twice or left out, or a file isn't well formed
 */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort();
  if (files.length === 0) throw new MigrationError(`${folder} holds no migration (NNNN-name.sql)`);
  return files.map((file, index) => {
    const version = versionOf(file);
    if (version !== index + 1)
      throw new MigrationError(misnumbered(file, version, files[index - 1], index + 1));
    const text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n");
    return { version, file, checksum: sha256(text), statements: splitStatements(text, file) };
  });
}

/** The SHA-256 of a text, in hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function versionOf(file: string): number {
  const number = fileName.exec(file)?.[1];
  if (!number)
    throw new MigrationError(
      `${file}: name it NNNN-name.sql, e.g. 0002-add-phone.sql (lower case, digits, hyphens)`,
    );
  return Number(number);
}

function misnumbered(file: string, version: number, previous: string | undefined, expected: number): string {
  const number = String(expected).padStart(4, "0");
  return version < expected
    ? `${file} and ${previous} have the same number: give the newer one ${number}`
    : `${file}: there is no migration ${number} before it; number them without gaps`;
}
