import { type Connection, escape as escapeValue } from "mysql2/promise";

/** Well below the 16 MB that RDS takes in one statement (`max_allowed_packet` is 64 MB there, 16 MB elsewhere). */
const batchLength = 1_000_000;

type Value = string | number;

/**
 * Inserts rows of one table, many with a statement; the next statement is put together while the server is busy with
 * the one before.
 */
export class BatchInsert {
  readonly #connection: Connection;
  readonly #head: string;
  #rows: string[] = [];
  #length = 0;
  #underWay: Promise<unknown> = Promise.resolve();

  /** @param columns in the order in which `add` gets their values */
  constructor(connection: Connection, table: string, columns: readonly string[]) {
    this.#connection = connection;
    this.#head = `INSERT INTO ${table} (${columns.join(", ")}) VALUES `;
  }

  /** Adds a row; waits for the server only when a statement is full, so that ten million rows don't wait each. */
  add(...values: Value[]): Promise<void> | undefined {
    const row = `(${values.map(literal).join(",")})`;
    this.#rows.push(row);
    this.#length += row.length;
    return this.#length >= batchLength ? this.#send() : undefined;
  }

  /** Sends what is left, and waits until all of it is in the table. */
  async end(): Promise<void> {
    if (this.#rows.length > 0) await this.#send();
    await this.#underWay;
  }

  async #send(): Promise<void> {
    const statement = this.#head + this.#rows.join(",");
    this.#rows = [];
    this.#length = 0;
    await this.#underWay;
    this.#underWay = this.#connection.query(statement);
    // Awaited with the next batch; until then a failure isn't an unhandled one.
    this.#underWay.catch(() => undefined);
  }
}

const plainText = /^[\p{L}\p{M}\p{N} .@&-]*$/u;

/** Nearly every text is plain letters, and there are ten million of them: only the others need the driver's escaping. */
function literal(value: Value): string {
  if (typeof value === "number") return String(value);
  return plainText.test(value) ? `'${value}'` : escapeValue(value);
}
