import { MigrationError } from "./migration-error";

/**
 * The statements of a migration file, without comment lines.
 *
 * A statement ends with `;` at the end of a line, and a line that begins with `--` is a comment. That is all the
 * syntax there is: a text literal must not contain such line ends.
 *
 * @throws {MigrationError} when there is no statement, or the last one has no end
 */
export function splitStatements(sql: string, file: string): string[] {
  const withoutComments = sql.replace(/^[ \t]*--.*$/gm, "");
  const parts = withoutComments.split(/;[ \t]*$/m).map((part) => part.trim());
  const rest = parts.pop();
  if (rest)
    throw new MigrationError(`${file}: the last statement doesn't end with ";": "${firstLine(rest)}"`);
  const statements = parts.filter(Boolean);
  if (statements.length === 0)
    throw new MigrationError(`${file}: holds no statement that ends with ";" at the end of a line`);
  return statements;
}

/** The beginning of a statement, to recognize it by. */
export function firstLine(statement: string): string {
  return statement.split("\n", 1)[0]?.trim() ?? "";
}
