import { readFileSync } from "node:fs";
import { createPool, type Pool } from "mysql2/promise";
import { proxyEvent } from "../../__tests__/functions/directory/support/proxy-event";
import type { DatabaseCredentials } from "../../__tests__/support/database-server";
import { Router } from "../../functions/directory/http/router";
import type { Session, SqlValue } from "../../functions/directory/persistence/database";
import { mysqlDirectory } from "../../functions/directory/persistence/mysql-directory";
import { getPerson } from "../../functions/directory/persistence/people";
import { listPeople } from "../../functions/directory/persistence/person-pages";
import { createApiFunction } from "../../functions/directory/runtime/api-function";
import { Telemetry } from "../../functions/directory/runtime/telemetry";

/**
 * A process that does one thing again and again, in turns with the other contenders'. In a process of its own, because
 * in a shared one each makes the other slower: they differ in what they leave to the garbage collector and in what the
 * compiler has seen of the driver.
 */
export interface ContenderTask {
  /**
   * `handler`: the function. `bare`: the same SQL through mysql2's own pool, with the function's options. `own`: the
   * function on a database that answers at once from memory, so that what is left is its own work.
   */
  readonly role: "handler" | "bare" | "own";
  readonly what: "person" | "page";
  readonly people: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly credentials: DatabaseCredentials;
  /** For so long the process keeps its core busy after each answer. @default 0 */
  readonly pauseMicroseconds?: number;
}

/** Asks for a turn of so many milliseconds; the answer is how often a second the work was done. */
export type Turn = number;

type Work = (n: number) => Promise<unknown>;

/**
 * So often before it counts: until the compiler has seen enough of every function on the way, a page costs twice the
 * processor time that it costs later, the handler's more than the driver's, which is less code.
 */
const warmUpTimes = 15_000;

process.once("message", async (task: ContenderTask) => {
  const work = withPause(await workOf(task), task.pauseMicroseconds ?? 0);
  for (let n = 0; n < warmUpTimes; n += 1) await work(n);
  process.on("message", async (milliseconds: Turn) => process.send?.(await rateOf(work, milliseconds)));
  process.send?.("ready");
});

async function rateOf(work: Work, milliseconds: Turn): Promise<number> {
  const start = performance.now();
  let n = 0;
  while (performance.now() - start < milliseconds) await work(n++);
  return (n / (performance.now() - start)) * 1000;
}

function withPause(work: Work, microseconds: number): Work {
  if (microseconds === 0) return work;
  return async (n) => {
    await work(n);
    const end = performance.now() + microseconds / 1000;
    while (performance.now() < end);
  };
}

async function workOf(task: ContenderTask): Promise<Work> {
  if (task.role === "bare") return bareWork(task, barePool(task));
  const events = eventsOf(task);
  const handle = task.role === "own" ? await ownHandler(task) : functionHandler(task);
  return (n) => handle(events[n % events.length] as (typeof events)[number]);
}

function functionHandler({ environment }: ContenderTask) {
  Object.assign(process.env, environment);
  return createApiFunction(environment).handle;
}

/** The rings of the function with canned rows at their bottom. */
async function ownHandler(task: ContenderTask) {
  const pool = barePool(task);
  const [rows] = await bareWork(task, pool)(0);
  await pool.end();
  const session: Session = {
    query: async <Row>() => rows as Row[],
    change: () => Promise.reject(new Error("a read changes nothing")),
  };
  const telemetry = new Telemetry();
  const router = new Router({
    directory: mysqlDirectory({ read: (work) => work(session), write: (work) => work(session) }),
    version: "bench",
    corsOrigins: [],
    cognitoEnabled: false,
    onAnswer: (record, requestId) => telemetry.request(record, requestId),
  });
  return router.handle.bind(router);
}

/** Events are made beforehand: that is the gateway's work. */
function eventsOf({ what, people }: ContenderTask) {
  if (what === "page") return [proxyEvent("listPersonnel")];
  return Array.from({ length: 1_000 }, (_, n) => proxyEvent("getPerson", { id: idOf(n, people) }));
}

function idOf(n: number, people: number): number {
  return 1 + ((n * 7919) % people);
}

function bareWork({ what, people }: ContenderTask, pool: Pool): (n: number) => Promise<[unknown, unknown]> {
  if (what === "person") {
    const { sql } = statementOf((session) => getPerson(session, 1));
    return (n) => pool.query(sql, [idOf(n, people)]);
  }
  const { sql, values } = statementOf((session) =>
    listPeople(session, { sort: "lastName", order: "asc", limit: 50 }),
  );
  return () => pool.query(sql, values);
}

interface Statement {
  readonly sql: string;
  readonly values: SqlValue[];
}

/** The statement that the persistence ring makes, and its only one. */
function statementOf(work: (session: Session) => Promise<unknown>): Statement {
  const statements: Statement[] = [];
  const session: Session = {
    query: (sql, values = []) => {
      statements.push({ sql, values: [...values] });
      return new Promise(() => {});
    },
    change: () => Promise.reject(new Error("a read changes nothing")),
  };
  void work(session);
  const [statement, ...others] = statements;
  if (!statement || others.length > 0) throw new Error("the work isn't one statement");
  return statement;
}

function barePool({ environment, credentials }: ContenderTask): Pool {
  const { DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_CA_FILE } = environment;
  return createPool({
    host: DATABASE_HOST ?? "",
    port: Number(DATABASE_PORT),
    database: DATABASE_NAME ?? "",
    user: credentials.username,
    password: credentials.password,
    ssl: { ca: readFileSync(DATABASE_CA_FILE ?? "", "utf8"), verifyIdentity: true },
    connectionLimit: 1,
    // As the function has it, so that both make the same of the rows.
    charset: "UTF8MB4_UNICODE_520_CI",
    timezone: "Z",
    dateStrings: true,
  });
}
