import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Company, foundCompany } from "./support/company";
import { startTestApi, type TestApi, type TestContainer } from "./support/directory-api";

let api: TestApi;
let company: Company;
let lines: Record<string, unknown>[];

beforeAll(async () => {
  api = await startTestApi();
  company = await foundCompany(api);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => api.close());

/** Everything that a new container writes while it works, which must all be JSON. */
async function logOf(work: (container: TestContainer) => Promise<unknown>): Promise<string> {
  vi.stubEnv("LOG_LEVEL", "INFO");
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
  let text = "";
  // Powertools writes through consoles of its own, on these two streams.
  const write = (chunk: unknown) => {
    text += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, "write").mockImplementation(write),
  );
  try {
    await work(api.container({ environment: { COGNITO_ENABLED: "true" } }));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  lines = text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  return text;
}

const claims = { sub: "5f2c-subject", email: "editor@example.com", "cognito:groups": "editor" };

describe("the log", () => {
  it("has a line for each request with id, route, status and duration, and who changed what", async () => {
    const id = company.people["will.smith"] ?? 0;
    await logOf(({ call }) => call("deletePerson", { id, claims, headers: { "If-Match": '"1"' } }));
    expect(lines.filter((line) => line.message === "request")).toMatchObject([
      {
        service: "directory-api",
        requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        method: "DELETE",
        route: "/personnel/{id}",
        operation: "deletePerson",
        status: 204,
        Duration: expect.any(Number),
        subject: "5f2c-subject",
        changed: { id },
      },
    ]);
  });

  it("tells what happens to the pool and the secret", async () => {
    await logOf(({ call }) => call("getHealth"));
    expect(lines).toContainEqual(expect.objectContaining({ message: "pool", event: "connection-opened" }));
    expect(lines).toContainEqual(expect.objectContaining({ message: "secret", event: "fetched" }));
  });

  it("names the cause of a failure by its code and place, not by its words", async () => {
    await logOf(async () => {
      const broken = api.container({ environment: { DATABASE_PORT: "1" } });
      await broken.call("listAll");
    });
    const [line] = lines.filter(({ message }) => message === "fault");
    expect(lines).toContainEqual(
      expect.objectContaining({ message: "request", status: 503, errorCode: "database_unavailable" }),
    );
    expect(line).toMatchObject({
      level: "ERROR",
      requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      cause: { name: "DatabaseUnavailableError", cause: { code: expect.stringContaining("ECONNREFUSED") } },
    });
  });

  it("tells why the secret can't be had, in a word of ours", async () => {
    await logOf(async () => {
      const broken = api.container({ environment: { DATABASE_SECRET_ARN: api.secrets.set("empty") } });
      await broken.call("listAll");
    });
    const [line] = lines.filter(({ message }) => message === "fault");
    expect(line).toMatchObject({ cause: { cause: { name: "SecretError", code: "missing" } } });
  });

  it("holds nothing personal and nothing secret, whatever is asked", async () => {
    const secret = JSON.parse(api.secrets.get(api.secretId) ?? "");
    const person = {
      firstName: "Vorname",
      lastName: "Nachname",
      jobTitle: "Beruf",
      email: "geheim@example.com",
      departmentId: company.departments.vacant,
    };
    const text = await logOf(async ({ call }) => {
      await call("createPerson", { claims, body: person });
      await call("createPerson", { claims, body: person });
      await call("createPerson", { claims, body: { ...person, email: "geheim@" } });
      await call("search", { claims, query: { q: "Nachname" } });
      await call("listPersonnel", { claims, query: { q: "Nachname", nonsense: "Nachname" } });
      await call("getPerson", { claims, id: "Nachname" });
    });
    expect(lines.filter(({ message }) => message === "request")).toHaveLength(6);
    for (const word of [
      "Vorname",
      "Nachname",
      "Beruf",
      "geheim",
      "editor@example.com",
      secret.password,
      secret.username,
    ]) {
      expect(text.toLowerCase()).not.toContain(word.toLowerCase());
    }
  });
});

describe("metrics", () => {
  it("are one embedded document a request, by operation", async () => {
    await logOf(async ({ call }) => {
      await call("getHealth");
      await call("getPerson", { claims, id: 999_999 });
    });
    const documents = lines.filter((line) => "_aws" in line && "Duration" in line);
    expect(documents).toMatchObject([
      { operation: "getHealth", service: "directory-api" },
      { operation: "getPerson", ClientErrors: 1 },
    ]);
    expect(documents[0]).not.toHaveProperty("ClientErrors");
    expect(JSON.stringify(documents[0]?._aws)).toContain('"Namespace":"Strata/Directory"');
  });
});

describe("traces", () => {
  it("that can't be sent cost no request", async () => {
    vi.stubEnv("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:99999");
    vi.stubEnv("_X_AMZN_TRACE_ID", `${header};Sampled=1`);
    expect((await api.call("getHealth")).status).toBe(200);
    expect((await api.call("getPerson", { id: 999_999 })).status).toBe(404);
  });

  const header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8";

  it("get an annotated subsegment when Lambda samples them, and nothing otherwise", async () => {
    const daemon = createSocket("udp4");
    daemon.bind(0, "127.0.0.1");
    await once(daemon, "listening");
    const received: string[] = [];
    daemon.on("message", (message) => received.push(message.toString()));
    vi.stubEnv("AWS_XRAY_DAEMON_ADDRESS", `127.0.0.1:${daemon.address().port}`);
    vi.stubEnv("_X_AMZN_TRACE_ID", `${header};Sampled=0`);
    await api.call("getHealth");
    vi.stubEnv("_X_AMZN_TRACE_ID", `${header};Sampled=1`);
    await api.call("getPerson", { id: 999_999 });
    await vi.waitFor(() => expect(received).toHaveLength(1));
    daemon.close();
    const [format, document] = (received[0] ?? "").split("\n");
    expect(format).toBe('{"format":"json","version":1}');
    expect(JSON.parse(document ?? "")).toMatchObject({
      type: "subsegment",
      trace_id: "1-5759e988-bd862e3fe1be46a994272793",
      parent_id: "53995c3f42cd8ad8",
      annotations: { operation: "getPerson", status: 404, errorCode: "not_found" },
    });
  });
});
