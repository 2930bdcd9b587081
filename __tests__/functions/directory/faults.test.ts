import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type DatabaseServer, startDatabaseServer } from "../../support/database-server";
import { type Company, foundCompany } from "./support/company";
import { expectConsistent, startTestApi, type TestApi, type TestContainer } from "./support/directory-api";
import { startTcpProxy } from "./support/tcp-proxy";

let api: TestApi;
let company: Company;
let admin: Connection;

/** Quick limits, so that the tests are; the order is the deployed one's. */
const limits = { connect: 1_000, acquire: 1_000, statement: 4_000, lockWait: 1_000, work: 12_000 };

beforeAll(async () => {
  api = await startTestApi({ limits, server: { own: true } });
  company = await foundCompany(api);
  admin = await api.database.connect();
});
afterEach(async () => {
  // A test that failed half-way must not keep its locks; one that restarted the server has ended this session.
  await admin.query("ROLLBACK").catch(async () => {
    admin.destroy();
    admin = await api.database.connect();
  });
  await waitForNoTransaction();
});
afterAll(async () => {
  await admin.end().catch(() => undefined);
  await api.close();
});

const will = () => company.people["will.smith"] ?? 0;

async function rename(container: TestContainer, firstName: string) {
  const { data } = await container.ok("getPerson", { id: will() });
  const { lastName, jobTitle, email, version, department } = data;
  const body = { firstName, lastName, jobTitle, email, departmentId: department.id, version };
  return () => container.call("updatePerson", { id: will(), body });
}

/** The API's connection that is in the midst of a statement, waiting for a lock. */
async function waitForBlocked(statement = "%FOR UPDATE%"): Promise<number> {
  return vi.waitFor(
    async () => {
      const [rows] = await admin.query<RowDataPacket[]>(
        "SELECT id AS id FROM information_schema.processlist WHERE db = ? AND command = 'Query' AND id <> CONNECTION_ID() AND info LIKE ?",
        [api.database.name, statement],
      );
      if (!rows[0]) throw new Error("nobody waits for a lock");
      return Number(rows[0].id);
    },
    { timeout: 30_000, interval: 5 },
  );
}

/** Every transaction of the server is over: whatever failed, it holds no lock. */
async function waitForNoTransaction(): Promise<void> {
  await vi.waitFor(
    async () => {
      const [rows] = await admin.query<RowDataPacket[]>(
        "SELECT trx_query FROM information_schema.innodb_trx WHERE trx_mysql_thread_id <> CONNECTION_ID()",
      );
      expect(rows).toEqual([]);
    },
    { timeout: 30_000, interval: 10 },
  );
}

/** How many deadlocks the server has seen. */
async function deadlocks(): Promise<number> {
  const [rows] = await admin.query<RowDataPacket[]>(
    "SELECT count AS count FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'",
  );
  return Number(rows[0]?.count);
}

async function killApiConnections(): Promise<void> {
  const [rows] = await admin.query<RowDataPacket[]>(
    "SELECT id AS id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()",
    [api.database.name],
  );
  for (const { id } of rows) await admin.query(`KILL ${Number(id)}`).catch(() => undefined);
}

async function connectionsOf(database: string): Promise<number> {
  const [rows] = await admin.query<RowDataPacket[]>(
    "SELECT COUNT(*) AS count FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()",
    [database],
  );
  return Number(rows[0]?.count);
}

describe("connections", () => {
  it("that the server closed while idle are replaced unnoticed", async () => {
    await api.ok("getHealth");
    await killApiConnections();
    expect((await api.call("getPerson", { id: will() })).status).toBe(200);
  });

  it("killed in the midst of a change: it's done once, on another connection", async () => {
    const change = await rename(api, "Killed");
    await admin.query("START TRANSACTION");
    await admin.query("SELECT id FROM personnel WHERE id = ? FOR UPDATE", [will()]);
    const answer = change();
    await admin.query(`KILL ${await waitForBlocked()}`);
    await sleep(100);
    await admin.query("ROLLBACK");
    expect(await answer).toMatchObject({ status: 200, data: { firstName: "Killed" } });
    await expectConsistent(api.database);
  });

  it("are one a container, however many requests and errors", async () => {
    await killApiConnections();
    for (let n = 0; n < 20; n += 1) {
      await Promise.all([
        api.call("getPerson", { id: will() }),
        api.call("getPerson", { id: 999_999 }),
        api.call("createPerson", { body: {} }),
        api.call("deleteDepartment", { id: company.departments.engineering }),
      ]);
    }
    expect(await connectionsOf(api.database.name)).toBe(1);
  });

  it("all busy: 503 after a bounded wait, and the next request works", async () => {
    const hasty = api.container({ limits: { ...limits, lockWait: 5_000, statement: 8_000, acquire: 200 } });
    const change = await rename(hasty, "Busy");
    await admin.query("START TRANSACTION");
    await admin.query("SELECT id FROM personnel WHERE id = ? FOR UPDATE", [will()]);
    const first = change();
    await waitForBlocked();
    const impatient = await hasty.call("getHealth");
    await admin.query("ROLLBACK");
    expect([impatient.status, impatient.error?.message]).toEqual([503, "no connection became free in time"]);
    expect((await first).status).toBe(200);
    expect((await hasty.call("getHealth")).status).toBe(200);
    await hasty.api.close();
  });
});

describe("locks", () => {
  it("held a little too long: the change is repeated and succeeds", async () => {
    const change = await rename(api, "Patient");
    await admin.query("START TRANSACTION");
    await admin.query("SELECT id FROM personnel WHERE id = ? FOR UPDATE", [will()]);
    const answer = change();
    // Longer than one wait for a lock.
    await sleep(1_500);
    await admin.query("ROLLBACK");
    expect((await answer).status).toBe(200);
  });

  it("held for long: 503, nothing changed, and the next request works", async () => {
    const { firstName } = (await api.ok("getPerson", { id: will() })).data;
    const change = await rename(api, "Impatient");
    await admin.query("START TRANSACTION");
    await admin.query("SELECT id FROM personnel WHERE id = ? FOR UPDATE", [will()]);
    const { status, error } = await change();
    expect([status, error.message]).toEqual([503, "too many changes to the same data at once"]);
    await admin.query("ROLLBACK");
    expect((await api.ok("getPerson", { id: will() })).data.firstName).toBe(firstName);
    expect((await change()).status).toBe(200);
  });

  it("in a deadlock: the change that loses is repeated and succeeds", async () => {
    const change = await rename(api, "Deadlocked");
    await admin.query("START TRANSACTION");
    const before = await deadlocks();
    // The heavier transaction wins a deadlock. One by one, because a scan would lock everybody.
    for (const id of Object.values(company.people).filter((each) => each !== will())) {
      await admin.query("UPDATE personnel SET updated_at = NOW(3) WHERE id = ?", [id]);
    }
    await admin.query("UPDATE department SET updated_at = NOW(3)");
    const answer = change();
    await waitForBlocked("UPDATE personnel p JOIN%");
    // The API holds the person and waits for the department; getting the person means that the API gave way.
    await admin.query("SELECT id FROM personnel WHERE id = ? FOR UPDATE", [will()]);
    await admin.query("COMMIT");
    expect(await answer).toMatchObject({ status: 200, data: { firstName: "Deadlocked" } });
    expect(await deadlocks()).toBe(before + 1);
    await expectConsistent(api.database);
  });
});

describe("a fail-over", () => {
  afterEach(() => admin.query("SET GLOBAL read_only = 0"));

  it("that leaves the server read-only: changes answer 503, reads go on, and it heals", async () => {
    const change = await rename(api, "Failover");
    await admin.query("SET GLOBAL read_only = 1");
    const { status, error } = await change();
    expect([status, error.message]).toEqual([503, "the database is read-only for now"]);
    expect((await api.call("getPerson", { id: will() })).status).toBe(200);
    await admin.query("SET GLOBAL read_only = 0");
    expect((await change()).status).toBe(200);
  });

  it("whose new writer is found by reconnecting: the caller notices nothing", async () => {
    const proxy = await startTcpProxy(api.server.port, async (number) => {
      if (number === 2) await admin.query("SET GLOBAL read_only = 0");
    });
    const container = api.container({ limits, environment: { DATABASE_PORT: String(proxy.port) } });
    const change = await rename(container, "Writer");
    await admin.query("SET GLOBAL read_only = 1");
    expect(await change()).toMatchObject({ status: 200, data: { firstName: "Writer" } });
    expect(proxy.connections()).toBe(2);
    await container.api.close();
    await proxy.close();
  });
});

describe("a fail-over at any moment of a change", () => {
  afterEach(() => admin.query("SET GLOBAL read_only = 0"));

  it("is unnoticed too, even if it comes just before the commit", async () => {
    const setReadOnly = async (value: 0 | 1) => {
      await admin.query(`SET GLOBAL read_only = ${value}`);
    };
    // The new connection finds the new writer.
    const proxy = await startTcpProxy(api.server.port, () => setReadOnly(0));
    const container = api.container({ limits, environment: { DATABASE_PORT: String(proxy.port) } });
    for (let pieces = 0; ; pieces += 1) {
      const change = await rename(container, `Moment${pieces}`);
      const { version } = (await api.ok("getPerson", { id: will() })).data;
      proxy.holdAfter(pieces, () => setReadOnly(1));
      const { status, data } = await change();
      const isOver = !proxy.hasFailed();
      await setReadOnly(0);
      expect([status, data?.firstName, data?.version]).toEqual([200, `Moment${pieces}`, version + 1]);
      if (!isOver) continue;
      // Each statement and its answer.
      expect(pieces).toBeGreaterThanOrEqual(6);
      break;
    }
    await expectConsistent(api.database);
    await container.api.close();
    await proxy.close();
  });
});

describe("the password", () => {
  it("changed between requests: fetched once more, unnoticed by the caller", async () => {
    await api.ok("getHealth");
    const { username } = JSON.parse(api.secrets.get(api.secretId) ?? "");
    await admin.query("ALTER USER ?@'%' IDENTIFIED BY 'Rotated-by-hand-1'", [username]);
    api.secrets.set("directory-api", { username, password: "Rotated-by-hand-1" });
    await killApiConnections();
    const before = api.secrets.calls("GetSecretValue");
    expect((await api.call("getHealth")).status).toBe(200);
    expect((await api.call("getHealth")).status).toBe(200);
    expect(api.secrets.calls("GetSecretValue")).toBe(before + 1);
  });

  it("changed in the database only: 503, and it works when the secret follows", async () => {
    const { username } = JSON.parse(api.secrets.get(api.secretId) ?? "");
    await admin.query("ALTER USER ?@'%' IDENTIFIED BY 'Rotated-by-hand-2'", [username]);
    await killApiConnections();
    const { status, error } = await api.call("getHealth");
    expect([status, error.message]).toEqual([503, "the database refuses the credentials"]);
    api.secrets.set("directory-api", { username, password: "Rotated-by-hand-2" });
    expect((await api.call("getHealth")).status).toBe(200);
  });

  it("rotated during a burst: no request fails", async () => {
    const busy = api.container({ connectionLimit: 4 });
    const statuses: number[] = [];
    let isOver = false;
    const caller = async () => {
      while (!isOver) statuses.push((await busy.call("getPerson", { id: will() })).status);
    };
    const callers = Array.from({ length: 12 }, caller);
    const onNewConnections = async () => {
      await killApiConnections();
      const already = statuses.length;
      await vi.waitFor(() => expect(statuses.length).toBeGreaterThan(already + 50), { timeout: 30_000 });
    };
    const rotated = await api.database.rotate(JSON.parse(api.secrets.get(api.secretId) ?? ""));
    // The secret still names the former user, who still gets in.
    await onNewConnections();
    api.secrets.set("directory-api", rotated);
    await onNewConnections();
    isOver = true;
    await Promise.all(callers);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await busy.api.close();
  });
});

describe("the secret service", () => {
  let fresh: TestContainer;
  beforeEach(() => {
    fresh = api.container({ limits });
  });
  afterEach(() => api.secrets.fail(undefined));

  it.each(["slow", "throttled", "denied", "down"] as const)(
    "%s at a cold start: 503 in bounded time, and the next request works",
    async (fault) => {
      api.secrets.fail(fault);
      const start = performance.now();
      const { status, error, text } = await fresh.call("getHealth");
      // Five seconds are allowed; the slow service would take thirty.
      expect(performance.now() - start).toBeLessThan(15_000);
      expect([status, error.message]).toEqual([503, "the database's credentials can't be had"]);
      expect(text).not.toContain("arn:");
      api.secrets.fail(undefined);
      expect((await fresh.call("getHealth")).status).toBe(200);
    },
  );

  it.each(["not JSON", { user: "x" }, { username: "", password: "" }, "null"])(
    "with the malformed secret %j: 503 without a word of it, and the next request works",
    async (value) => {
      const good = api.secrets.get(api.secretId) ?? "";
      api.secrets.set("directory-api", value);
      const { status, text } = await fresh.call("listAll");
      expect(status).toBe(503);
      expect(text).not.toContain(typeof value === "string" ? value : JSON.stringify(value));
      api.secrets.set("directory-api", good);
      expect((await fresh.call("listAll")).status).toBe(200);
    },
  );

  it("down later is not noticed at all", async () => {
    await fresh.ok("getHealth");
    api.secrets.fail("down");
    await killApiConnections();
    expect((await fresh.call("getHealth")).status).toBe(200);
  });
});

describe("trust", () => {
  it.each([
    ["another name in its certificate", (other: DatabaseServer) => ({ DATABASE_CA_FILE: other.caFile })],
    ["another authority", () => ({})],
  ])("is refused to a server with %s: 503, before any password is sent", async (_name, environment) => {
    const other = await startDatabaseServer({ own: true, certificateHost: "elsewhere.example" });
    const wrong = api.container({
      limits,
      environment: { DATABASE_PORT: String(other.port), ...environment(other) },
    });
    expect((await wrong.call("getHealth")).error.message).toBe("the database can't be reached");
    await other.close();
  });
});

describe("the server", () => {
  it("killed in the midst of a change: 503, nothing changed; restarted: works", async () => {
    const { firstName } = (await api.ok("getPerson", { id: will() })).data;
    const change = await rename(api, "Crashed");
    await admin.query("START TRANSACTION");
    await admin.query("SELECT id FROM personnel WHERE id = ? FOR UPDATE", [will()]);
    const answer = change();
    await waitForBlocked();
    await api.server.kill();
    expect((await answer).status).toBe(503);
    await api.server.start();
    admin.destroy();
    admin = await api.database.connect();
    expect((await api.ok("getPerson", { id: will() })).data.firstName).toBe(firstName);
    expect((await change()).status).toBe(200);
    await expectConsistent(api.database);
  });

  it("restarted in an orderly way between two requests: unnoticed", async () => {
    await api.ok("getHealth");
    await api.server.stop();
    await api.server.start();
    expect((await api.call("getPerson", { id: will() })).status).toBe(200);
  });

  it("down at the start: 503 quickly, each time; up: works", async () => {
    const fresh = api.container({ limits });
    await api.server.stop();
    for (const container of [fresh, api, fresh]) {
      const { status, error } = await container.call("getHealth");
      expect([status, error.details]).toEqual([503, { version: "1.2.3" }]);
      expect((await container.call("listAll")).error.message).toBe("the database can't be reached");
    }
    await api.server.start();
    expect((await fresh.call("listAll")).status).toBe(200);
    expect((await api.call("listAll")).status).toBe(200);
  });
});
