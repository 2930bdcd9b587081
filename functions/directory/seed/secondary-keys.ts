import type { Connection, RowDataPacket } from "mysql2/promise";

/**
 * Does a large load into a table without its secondary keys, and builds them afterwards from sorted rows: a million
 * people take a minute or so instead of six, most of it spent on putting rows into a dozen indexes one by one.
 *
 * The keys can't be lost: the statement that drops them also writes down, in the table's comment, how to make them
 * again. If a load is cut off, `restoreSecondaryKeys` does it.
 *
 * @param keep keys that a foreign key needs
 */
export async function withoutSecondaryKeys(
  connection: Connection,
  table: string,
  keep: readonly string[],
  load: () => Promise<void>,
): Promise<void> {
  const keys = (await readSecondaryKeys(connection, table)).filter(({ name }) => !keep.includes(name));
  const drops = keys.map(({ name }) => `DROP KEY ${name}`).join(", ");
  const additions = keys.map(({ definition }) => `ADD ${definition}`).join(", ");
  await connection.query(`ALTER TABLE ${table} ${drops}, COMMENT = ?`, [commentHead + additions]);
  try {
    await load();
  } finally {
    await restoreSecondaryKeys(connection, table);
  }
}

/** Makes the keys again that a load has dropped, if it has. */
export async function restoreSecondaryKeys(connection: Connection, table: string): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT TABLE_COMMENT AS comment FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?",
    [table],
  );
  const comment = String(rows[0]?.comment ?? "");
  if (!comment.startsWith(commentHead)) return;
  await connection.query(`ALTER TABLE ${table} ${comment.slice(commentHead.length)}, COMMENT = ''`);
}

/** How a table's comment begins while keys are missing. */
const commentHead = "loading: ";

interface SecondaryKey {
  readonly name: string;
  /** As in ALTER TABLE … ADD. */
  readonly definition: string;
}

async function readSecondaryKeys(connection: Connection, table: string): Promise<SecondaryKey[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT INDEX_NAME AS name, MAX(NON_UNIQUE) AS repeats,
       GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX SEPARATOR ', ') AS columnNames
     FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME <> 'PRIMARY'
     GROUP BY INDEX_NAME ORDER BY INDEX_NAME`,
    [table],
  );
  return rows.map(({ name, repeats, columnNames }) => ({
    name,
    definition: `${Number(repeats) === 0 ? "UNIQUE KEY" : "KEY"} ${name} (${columnNames})`,
  }));
}
