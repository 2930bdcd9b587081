import { readFileSync } from "node:fs";
import { createPool, type Pool } from "mysql2/promise";
import { proxyEvent } from "../../__tests__/functions/directory/support/proxy-event";
import type { Session, SqlValue } from "../../functions/directory/persistence/database";
import { getPerson } from "../../functions/directory/persistence/people";
import { listPeople } from "../../functions/directory/persistence/person-pages";
import { compare } from "./measure";
import type { Scene } from "./stage";

export interface Throughput {
  readonly name: string;
  readonly handler: number;
  readonly bare: number;
}

interface Statement {
  readonly sql: string;
  readonly values: SqlValue[];
}

/** The handler against the same SQL through mysql2's own pool, one request after the other on one connection each. */
export async function measureThroughput(scene: Scene): Promise<Throughput[]> {
  const pool = barePool(scene);
  const pageEvent = proxyEvent("listPersonnel");
  const ids = (n: number) => 1 + ((n * 7919) % scene.people);
  const person = await statementOf((session) => getPerson(session, 1).catch(() => undefined));
  const page = await statementOf((session) =>
    listPeople(session, { sort: "lastName", order: "asc", limit: 50 }),
  );
  // Events are made beforehand: that is the gateway's work.
  const events = Array.from({ length: 1_000 }, (_, n) => proxyEvent("getPerson", { id: ids(n) }));
  const [handlerRead, bareRead] = await compare(
    (n) => scene.api.handle(events[n % events.length] ?? pageEvent),
    (n) => pool.query(person.sql, [ids(n)]),
  );
  const [handlerPage, barePage] = await compare(
    () => scene.api.handle(pageEvent),
    () => pool.query(page.sql, page.values),
  );
  await pool.end();
  return [
    { name: "one person by id", handler: handlerRead, bare: bareRead },
    { name: "a page of 50", handler: handlerPage, bare: barePage },
  ];
}

function barePool({ database }: Scene): Pool {
  const { DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_CA_FILE } = database.environment;
  return createPool({
    host: DATABASE_HOST,
    port: Number(DATABASE_PORT),
    database: DATABASE_NAME,
    user: database.credentials.username,
    password: database.credentials.password,
    ssl: { ca: readFileSync(DATABASE_CA_FILE, "utf8"), verifyIdentity: true },
    connectionLimit: 1,
    // As the function has it, so that both make the same of the rows.
    charset: "UTF8MB4_UNICODE_520_CI",
    dateStrings: true,
  });
}

/** The statement that the persistence ring makes. */
async function statementOf(work: (session: Session) => Promise<unknown>): Promise<Statement> {
  let statement: Statement | undefined;
  await work({
    query: async (sql, values = []) => {
      statement = { sql, values: [...values] };
      return [];
    },
    change: async () => ({ affectedRows: 0, insertId: 0 }),
  });
  if (!statement) throw new Error("no statement was made");
  return statement;
}
