import { setTimeout as sleep } from "node:timers/promises";
import type { RowDataPacket } from "mysql2/promise";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Company, foundCompany } from "./support/company";
import { checkAgainstContract } from "./support/contract";
import { expectConsistent, startTestApi, type TestApi, type TestContainer } from "./support/directory-api";
import { proxyEvent } from "./support/proxy-event";
import { startTcpProxy, type TcpProxy } from "./support/tcp-proxy";

let api: TestApi;
let company: Company;
let proxy: TcpProxy;
/** Reaches the database through the proxy. */
let container: TestContainer;

beforeAll(async () => {
  api = await startTestApi();
  company = await foundCompany(api);
});
beforeEach(async () => {
  proxy = await startTcpProxy(api.server.port);
  container = behind(proxy);
});
afterEach(async () => {
  await proxy.close();
  await expectConsistent(api.database);
});
afterAll(() => api.close());

function behind({ port }: TcpProxy, limits = {}): TestContainer {
  return api.container({ limits, environment: { DATABASE_PORT: String(port) } });
}

/** The addresses of those who have a last name, straight from the table. */
async function emailsOf(lastName: string): Promise<string[]> {
  const connection = await api.database.connect();
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT email FROM personnel WHERE last_name = ? ORDER BY id",
    [lastName],
  );
  await connection.end();
  return rows.map(({ email }) => email);
}

describe("a connection that breaks at any moment of a change", () => {
  /**
   * Sends a request again and again; each time the connection breaks one piece of data later than the time before.
   * @returns the statuses, until nothing broke any more
   */
  async function breakEverywhere(request: (n: number) => Promise<number>): Promise<number[]> {
    const statuses: number[] = [];
    for (;;) {
      await container.ok("getHealth");
      proxy.failAfter(statuses.length, "closed");
      const status = await request(statuses.length);
      if (!proxy.hasFailed()) return statuses;
      statuses.push(status);
    }
  }

  /** All is repeated unnoticed, but for the commit: whether its question or its answer was lost can't be known. */
  function expectOnlyTheCommitUnknown(statuses: readonly number[], success: number): void {
    const repeated = Array<number>(statuses.length - 2).fill(success);
    expect(statuses).toEqual([...repeated, 503, 503]);
    // Each statement and its answer.
    expect(statuses.length).toBeGreaterThanOrEqual(6);
  }

  it("adds a person once or, told so, perhaps not", async () => {
    const statuses = await breakEverywhere(async (n) => {
      const body = {
        firstName: "Cut",
        lastName: "Connection",
        jobTitle: "Clerk",
        email: `cut${n}@example.com`,
        departmentId: company.departments.vacant,
      };
      const { status, error, headers } = await container.call("createPerson", { body });
      if (status === 503) {
        expect(error).toMatchObject({
          code: "outcome_unknown",
          message: "the connection broke while the change was being saved: look whether it was",
        });
        expect(headers).not.toHaveProperty("Retry-After");
      }
      return status;
    });
    expectOnlyTheCommitUnknown(statuses, 201);
    // The commit that didn't arrive did nothing; the one whose answer was lost is done, and wasn't tried again.
    const all = statuses.map((_, n) => `cut${n}@example.com`);
    const kept = all.filter((_, n) => n !== statuses.length - 2);
    expect(await emailsOf("Connection")).toEqual([...kept, `cut${statuses.length}@example.com`]);
  });

  it("changes a person once: no version is skipped", async () => {
    const id = company.people["will.smith"] ?? 0;
    let version = 1;
    const statuses = await breakEverywhere(async (n) => {
      const body = {
        firstName: "Will",
        lastName: "Smith",
        jobTitle: `Manager ${n}`,
        email: "will.smith@example.com",
        departmentId: company.departments.sales,
        version,
      };
      const { status } = await container.call("updatePerson", { id, body });
      const { data } = await api.ok("getPerson", { id });
      expect([version, version + 1]).toContain(data.version);
      if (status === 200) expect(data.version).toBe(version + 1);
      version = data.version;
      return status;
    });
    expectOnlyTheCommitUnknown(statuses, 200);
  });

  it("removes a person once, and counts them once", async () => {
    const statuses = await breakEverywhere(async (n) => {
      const body = {
        firstName: "Gone",
        lastName: "Soon",
        jobTitle: "Clerk",
        email: `gone${n}@example.com`,
        departmentId: company.departments.sales,
      };
      const { data } = await api.ok("createPerson", { body });
      return (await container.call("deletePerson", { id: data.id })).status;
    });
    expectOnlyTheCommitUnknown(statuses, 204);
    expect(await emailsOf("Soon")).toEqual([`gone${statuses.length - 2}@example.com`]);
  });

  it("is unnoticed by who only reads", async () => {
    const statuses = await breakEverywhere(
      async () => (await container.call("listPersonnel", { query: { count: true } })).status,
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

describe("a connection that falls silent", () => {
  it("while the container was frozen is found out and replaced: the caller notices nothing", async () => {
    container = behind(proxy, { idle: 20, trial: 200 });
    await container.ok("getHealth");
    proxy.failAfter(0, "silent");
    await sleep(40);
    const { status } = await container.call("createDepartment", {
      body: { name: "Thawed", locationId: company.locations.bern },
    });
    expect([status, proxy.hasFailed(), proxy.connections()]).toEqual([201, true, 2]);
  });

  it("at any moment of its making or its first use: an answer in the request's time, and the next request works", async () => {
    // More pieces than it takes to connect, log in, set up and answer, so that the last ones aren't harmed.
    const moments = Array.from({ length: 20 }, (_, pieces) => pieces);
    const outcomes = await Promise.all(
      moments.map(async (pieces) => {
        const own = await startTcpProxy(api.server.port);
        const fresh = behind(own);
        own.failAfter(pieces, "silent");
        const first = await answerWithin(fresh, 4_000);
        const wasSilent = own.hasFailed();
        const second = await fresh.call("getPerson", { id: company.people["will.smith"] ?? 0 });
        await own.close();
        return { wasSilent, first, second: second.status };
      }),
    );
    expect(outcomes.filter(({ wasSilent }) => wasSilent).length).toBeGreaterThan(8);
    // A connection that can't be made is given up early enough for another one to be tried.
    expect(outcomes.filter(({ first }) => first !== 200 && first !== 503)).toEqual([]);
    expect(outcomes.filter(({ wasSilent, first }) => !wasSilent && first !== 200)).toEqual([]);
    expect(new Set(outcomes.map(({ second }) => second))).toEqual(new Set([200]));
  });
});

/** For a busy machine. Whoever doesn't mind what is left takes longer still: five seconds, ten, or for ever. */
const grace = 2_500;

/** What is answered to a function that has so much time left. */
async function answerWithin({ api }: TestContainer, remainingMs: number): Promise<number> {
  const start = performance.now();
  const answer = await api.handle(proxyEvent("listPersonnel"), remainingMs);
  checkAgainstContract("listPersonnel", answer);
  expect(performance.now() - start).toBeLessThan(remainingMs + grace);
  return answer.statusCode;
}

describe("a function with little time, whatever the usual limits", () => {
  const remainingMs = 2_000;
  let admin: Awaited<ReturnType<TestApi["database"]["connect"]>>;
  beforeAll(async () => {
    admin = await api.database.connect();
  });
  afterAll(() => admin.end());

  it("answers 503 in time while the secret service is slow", async () => {
    api.secrets.fail("slow");
    expect(await answerWithin(api.container(), remainingMs)).toBe(503);
    api.secrets.fail(undefined);
  });

  it("answers 503 in time while another request has the only connection", async () => {
    const id = company.people["anna.mueller"] ?? 0;
    await container.ok("getHealth");
    await admin.query("START TRANSACTION");
    await admin.query("SELECT id FROM personnel WHERE id = ? FOR UPDATE", [id]);
    const blocked = container.call("deletePerson", { id, headers: { "If-Match": '"99"' } });
    expect(await answerWithin(container, remainingMs)).toBe(503);
    await admin.query("ROLLBACK");
    expect((await blocked).status).toBe(412);
  });

  it("answers 503 in time while a change waits for a lock, and changes nothing later", async () => {
    const id = company.people["anna.mueller"] ?? 0;
    await admin.query("START TRANSACTION");
    await admin.query("SELECT id FROM personnel WHERE id = ? FOR UPDATE", [id]);
    const start = performance.now();
    const answer = await container.api.handle(proxyEvent("deletePerson", { id }), remainingMs);
    expect(answer.statusCode).toBe(503);
    expect(performance.now() - start).toBeLessThan(remainingMs + grace);
    await admin.query("ROLLBACK");
    expect((await container.ok("getPerson", { id })).data.id).toBe(id);
  });

  it("leaves no connection behind, however often it is too late", async () => {
    const id = company.people["anna.mueller"] ?? 0;
    const before = await connections();
    await admin.query("START TRANSACTION");
    await admin.query("SELECT id FROM personnel WHERE id = ? FOR UPDATE", [id]);
    for (let n = 0; n < 4; n += 1) {
      const answer = await container.api.handle(proxyEvent("deletePerson", { id }), 1_000);
      expect(answer.statusCode).toBe(503);
    }
    await admin.query("ROLLBACK");
    expect((await container.ok("getPerson", { id })).data.id).toBe(id);
    // The server sees that nobody is there any more when its statement ends.
    await vi.waitFor(async () => expect(await connections()).toBeLessThanOrEqual(before + 1), {
      timeout: 30_000,
    });
  });

  async function connections(): Promise<number> {
    const [rows] = await admin.query<RowDataPacket[]>(
      "SELECT COUNT(*) AS count FROM information_schema.processlist WHERE db = ?",
      [api.database.name],
    );
    return Number(rows[0]?.count);
  }

  it("ends a request of many statements as a whole, not each of them", async () => {
    const slow = await startTcpProxy(api.server.port);
    const fresh = behind(slow);
    await fresh.ok("getHealth");
    // The page is answered at once; the count after it finds the connection silent.
    slow.failAfter(2, "silent");
    const start = performance.now();
    const query = { count: true };
    const answer = await fresh.api.handle(proxyEvent("listPersonnel", { query }), remainingMs);
    expect([answer.statusCode, slow.hasFailed()]).toEqual([503, true]);
    expect(performance.now() - start).toBeLessThan(remainingMs + grace);
    await slow.close();
  });
});
