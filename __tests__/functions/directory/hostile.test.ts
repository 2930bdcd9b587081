import type { APIGatewayProxyEvent } from "aws-lambda";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeCursor } from "../../../functions/directory/http/cursor";
import { operationIds, routes } from "../../../functions/directory/http/routes";
import { foundCompany } from "./support/company";
import { checkAgainstContract } from "./support/contract";
import { snapshot, startTestApi, type TestApi } from "./support/directory-api";
import { proxyEvent } from "./support/proxy-event";

let api: TestApi;
let before: unknown;

beforeAll(async () => {
  api = await startTestApi();
  await foundCompany(api);
  before = await snapshot(api.database);
});
afterAll(() => api.close());

const reads = operationIds.filter((id) => routes[id].method === "GET");
const writes = operationIds.filter((id) => routes[id].method !== "GET" && routes[id].method !== "DELETE");
const runs = { numRuns: 300 };

const sqlFragment = fc.constantFrom(
  "' OR '1'='1",
  "'; DROP TABLE personnel; --",
  '" OR ""="',
  "1; SELECT SLEEP(5)",
  "\\'; DELETE FROM personnel WHERE 1=1 #",
  "%' UNION SELECT password FROM mysql.user -- ",
  "/*!50000 1*/",
  "`id`",
  "\u0000' OR 1",
  "ʼ OR 1=1",
  "${jndi:ldap://x}",
);
const oddText = fc.oneof(
  sqlFragment,
  fc.string({ unit: "binary", maxLength: 120 }),
  fc.string({ unit: "grapheme", maxLength: 120 }),
  fc.constantFrom(
    "\uD800",
    "\u202Eabc",
    "a\u0000b",
    "\u0301".repeat(90),
    "ﷺ".repeat(50),
    "x".repeat(5_000),
    "-1",
    "NaN",
    "[object Object]",
  ),
);

/** Sends an event as it is; whatever it is, the answer is the contract's and no fault of ours. */
async function send(event: APIGatewayProxyEvent, allowed: (status: number) => boolean): Promise<number> {
  const operationId = operationIds.find(
    (id) => routes[id].path === event.resource && routes[id].method === event.httpMethod,
  );
  if (!operationId) throw new Error("the event is of no operation");
  const answer = await api.api.handle(event);
  checkAgainstContract(operationId, answer);
  expect(allowed(answer.statusCode), `${operationId} ${answer.statusCode} ${answer.body}`).toBe(true);
  return answer.statusCode;
}

const fine = (status: number) => status < 500;
const refused = (status: number) => status >= 400 && status < 500;

async function expectUnharmed(): Promise<void> {
  expect(await snapshot(api.database)).toEqual(before);
  expect((await api.call("getHealth")).status).toBe(200);
}

describe("hostile input is never more than the caller's own problem", () => {
  it("odd text in every parameter of every read", async () => {
    const parameter = fc.constantFrom(
      "q",
      "sort",
      "order",
      "limit",
      "cursor",
      "departmentId",
      "locationId",
      "count",
      "__proto__",
      "constructor",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...reads),
        oddText,
        fc.uniqueArray(fc.tuple(parameter, oddText), { selector: ([name]) => name, maxLength: 3 }),
        async (operation, id, query) => {
          await send(proxyEvent(operation, { id, query: Object.fromEntries(query) }), fine);
        },
      ),
      runs,
    );
    await expectUnharmed();
  });

  it("odd text in every header of every operation", async () => {
    const header = fc.constantFrom(
      "If-Match",
      "Content-Type",
      "Content-Encoding",
      "Content-Length",
      "Origin",
      "Authorization",
      "X-Forwarded-For",
      "__proto__",
    );
    const value = fc.oneof(
      oddText,
      fc.constantFrom('"1"', 'W/"1"', '"1", "2"', "*", '"99999999999"', "gzip"),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...operationIds),
        fc.uniqueArray(fc.tuple(header, value), { selector: ([name]) => name, maxLength: 4 }),
        async (operation, headers) => {
          const parts = { id: 999_999, body: "{}", headers: Object.fromEntries(headers) };
          await send(proxyEvent(operation, parts), fine);
        },
      ),
      runs,
    );
    await expectUnharmed();
  });

  it("odd text as search words finds at most what exists", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("search", "listPersonnel", "listDepartments", "listLocations"),
        oddText,
        async (operation, q) => {
          await send(proxyEvent(operation as "search", { query: { q } }), fine);
        },
      ),
      runs,
    );
    await expectUnharmed();
  });

  it("bodies of any JSON, in any nesting", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...writes),
        fc.json({ maxDepth: 6, noUnicodeString: false }),
        async (operation, body) => {
          const headers = {
            "Content-Type": routes[operation].path.endsWith("import") ? "text/csv" : "application/json",
          };
          await send(proxyEvent(operation, { body, headers }), refused);
        },
      ),
      runs,
    );
    await expectUnharmed();
  });

  it("bodies that are almost right: one property of a wrong type or with odd text", async () => {
    const good = {
      firstName: "A",
      lastName: "B",
      jobTitle: "C",
      email: "a@example.com",
      departmentId: 999_999,
    };
    const bad = fc.oneof(oddText, fc.jsonValue(), fc.double(), fc.constant(undefined));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(good), "__proto__", "constructor", "id"),
        bad,
        async (property, value) => {
          // The department doesn't exist, so that even a value that is fine changes nothing.
          const body = JSON.stringify({
            ...good,
            [property]: value,
            departmentId: property === "departmentId" ? 0 : 999_999,
          });
          await send(
            proxyEvent("createPerson", { body, headers: { "Content-Type": "application/json" } }),
            refused,
          );
        },
      ),
      runs,
    );
    await expectUnharmed();
  });

  it("bodies of any bytes, as text or base64, with any content type or none", async () => {
    const contentType = fc.constantFrom(
      undefined,
      "application/json",
      "text/csv",
      "text/html",
      "application/json; charset=utf-16",
      "multipart/form-data",
      "",
      ";",
    );
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom(
        "{",
        '{"a":',
        "[".repeat(50_000),
        `{"a":`.repeat(10_000),
        "x".repeat(100_000),
        "null",
        '"',
        "\uFEFF{}",
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...writes),
        body,
        contentType,
        fc.boolean(),
        async (operation, content, type, isFlipped) => {
          const event = proxyEvent(operation, {
            body: content,
            headers: type === undefined ? {} : { "Content-Type": type },
          });
          await send(isFlipped ? { ...event, isBase64Encoded: !event.isBase64Encoded } : event, refused);
        },
      ),
      runs,
    );
    await expectUnharmed();
  });

  it("files of any rows", async () => {
    const cell = fc.oneof(oddText, fc.constantFrom("Vacant", "Bern", "", '"', "=1+1", "a@example.com"));
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(cell, { maxLength: 8 }).map((cells) => cells.join(",")),
          { maxLength: 20 },
        ),
        async (rows) => {
          const body = ["firstName,lastName,jobTitle,email,department,location", ...rows].join("\n");
          await send(
            proxyEvent("importPersonnel", {
              body,
              query: { dryRun: true, createMissing: true },
              headers: { "Content-Type": "text/csv" },
            }),
            fine,
          );
        },
      ),
      runs,
    );
    await expectUnharmed();
  });

  it("cursors that were altered in any way", async () => {
    const { meta } = await api.ok("listPersonnel", { query: { limit: 2 } });
    const good: string = meta.nextCursor;
    const altered = fc.oneof(
      fc
        .tuple(fc.nat(good.length - 1), fc.stringMatching(/^[A-Za-z0-9._-]$/))
        .map(([at, letter]) => good.slice(0, at) + letter + good.slice(at + 1)),
      fc.nat(good.length - 1).map((length) => good.slice(0, length)),
      fc.string({ minLength: 1 }).map((text) => good + text),
      oddText,
    );
    await fc.assert(
      fc.asyncProperty(altered, async (cursor) => {
        fc.pre(cursor !== good);
        await send(proxyEvent("listPersonnel", { query: { limit: 2, cursor } }), refused);
      }),
      runs,
    );
  });

  it("cursors with the right checksum over odd positions", async () => {
    const list = 'personnel?[["order","asc"],["sort","lastName"]]';
    const cursor = encodeCursor(list, ["Müller", "Anna", 1]);
    expect((await api.call("listPersonnel", { query: { cursor } })).status).toBe(200);
    const part = fc.oneof(
      oddText,
      fc.integer(),
      fc.double(),
      fc.constant({} as never),
      fc.constant(null as never),
    );
    const positions = fc.oneof(
      fc.array(part, { maxLength: 5 }),
      fc.constantFrom(
        [],
        [1],
        ["a", 1],
        ["a", "b", "c", 1],
        [1, 1, 1],
        ["a", "b", 0],
        ["a", "b", 1.5],
        ["a", "b", "1"],
      ),
    );
    await fc.assert(
      fc.asyncProperty(positions, async (position) => {
        const query = { cursor: encodeCursor(list, position as (string | number)[]) };
        await send(proxyEvent("listPersonnel", { query }), fine);
      }),
      runs,
    );
    const wrongLength = { cursor: encodeCursor(list, ["a", 1]) };
    expect((await api.call("listPersonnel", { query: wrongLength })).status).toBe(400);
  });

  it("events with parts missing", async () => {
    const parts = [
      "headers",
      "multiValueHeaders",
      "queryStringParameters",
      "multiValueQueryStringParameters",
      "pathParameters",
      "requestContext",
      "body",
      "path",
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...operationIds),
        fc.subarray([...parts]),
        fc.boolean(),
        async (operation, missing, isNull) => {
          fc.pre(routes[operation].method !== "DELETE");
          const event = { ...proxyEvent(operation, { id: 999_999 }) } as unknown as Record<string, unknown>;
          for (const part of missing) {
            if (isNull) event[part] = null;
            else delete event[part];
          }
          await send(event as unknown as APIGatewayProxyEvent, fine);
        },
      ),
      runs,
    );
    await expectUnharmed();
  });
});
