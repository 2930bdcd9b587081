import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { guardFormula, unguardFormula } from "../../../functions/directory/http/csv-formula";
import { type Company, foundCompany } from "./support/company";
import {
  expectConsistent,
  snapshot,
  startTestApi,
  type TestAnswer,
  type TestApi,
} from "./support/directory-api";

let api: TestApi;
let company: Company;

beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  await api.clear();
  company = await foundCompany(api);
});
afterEach(() => expectConsistent(api.database));
afterAll(() => api.close());

const header = "firstName,lastName,jobTitle,email,department,location";
const csv = { "Content-Type": "text/csv" };
const file = (...rows: string[]) => `${[header, ...rows].join("\r\n")}\r\n`;
const importFile = (
  body: unknown,
  query: Record<string, boolean> = {},
  headers: Record<string, string> = {},
) => api.call("importPersonnel", { body, query, headers: { ...csv, ...headers } });

async function exportAll(query: Record<string, string | number> = {}) {
  const pages: TestAnswer[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.call("exportPersonnel", { query: { ...query, cursor } });
    expect(page.status).toBe(200);
    pages.push(page);
    cursor = page.headers["X-Next-Cursor"];
  } while (cursor !== undefined);
  return { pages, text: pages.map((page) => page.text).join("") };
}

describe("export", () => {
  it("has a header line and everybody, sorted, as a file to save", async () => {
    const { pages, text } = await exportAll();
    expect(pages[0]?.headers).toMatchObject({
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="personnel.csv"',
    });
    const lines = text.trimEnd().split("\n");
    expect(lines[0]).toBe(header);
    expect(lines[1]).toBe("José,García Márquez,Engineer,jose.garcia@example.com,Engineering,Zürich");
    expect(lines).toHaveLength(7);
  });

  it("in pages is the same file, the header once, and tells the next page in both ways", async () => {
    const whole = await exportAll({ sort: "email", departmentId: company.departments.sales });
    const paged = await exportAll({ sort: "email", departmentId: company.departments.sales, limit: 2 });
    expect(paged.pages).toHaveLength(2);
    expect(paged.text).toBe(whole.text);
    const { Link, "X-Next-Cursor": cursor } = paged.pages[0]?.headers ?? {};
    expect(Link).toMatch(/^<\/personnel\/export\?.*limit=2.*&cursor=.+>; rel="next"$/);
    expect(new URLSearchParams(Link?.split("?")[1]?.split(">")[0]).get("cursor")).toBe(cursor);
  });

  it("makes formulas harmless, and import takes that back exactly", async () => {
    const evil = ["=1+1", "+41 44", "-2+3", "@SUM(A1)", "'=quoted", "＝1", "'harmless"];
    for (const [index, jobTitle] of evil.entries()) {
      const person = { firstName: "F", lastName: `L${index}`, jobTitle, email: `f${index}@example.com` };
      await api.ok("createPerson", { body: { ...person, departmentId: company.departments.vacant } });
    }
    const { text } = await exportAll({ departmentId: company.departments.vacant });
    const cells = text
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[2]);
    expect(cells).toEqual(["'=1+1", "'+41 44", "'-2+3", "'@SUM(A1)", "''=quoted", "'＝1", "'harmless"]);
    for (const person of (
      await api.ok("listPersonnel", { query: { departmentId: company.departments.vacant } })
    ).data) {
      await api.ok("deletePerson", { id: person.id });
    }
    expect((await importFile(text)).status).toBe(200);
    const { data } = await api.ok("listPersonnel", { query: { departmentId: company.departments.vacant } });
    expect(data.map((person: { jobTitle: string }) => person.jobTitle)).toEqual(evil);
  });

  it("ends a page before an answer is too large for Lambda, whatever the names are", async () => {
    // Quotes double in CSV, and once more in the JSON that Lambda passes on.
    const name = `${'"'.repeat(99)}x`;
    const cell = `"${name.replaceAll('"', '""')}"`;
    const rows = Array.from({ length: 4_000 }, (_, n) =>
      [cell, cell, cell, `q${n}@example.com`, "Vacant", "Bern"].join(","),
    );
    expect((await importFile(file(...rows))).status).toBe(200);
    const { pages, text } = await exportAll({ departmentId: company.departments.vacant });
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(Buffer.byteLength(JSON.stringify(page.text))).toBeLessThan(6_000_000);
    expect(text.trimEnd().split("\n")).toHaveLength(4_001);
    const all = await api.ok("listAll", { query: { limit: 2_000 } });
    expect(Buffer.byteLength(JSON.stringify(all.text))).toBeLessThan(6_000_000);
  });

  it("guards any text so that unguarding gives it back and no formula is left", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^'{0,3}\s{0,2}[=+\-@\t\r\n].*$/)),
        (text) => {
          expect(unguardFormula(guardFormula(text))).toBe(text);
          expect(guardFormula(text)).not.toMatch(/^\s*[=+\-@\t\r\n＝＋－＠]/);
        },
      ),
    );
  });
});

describe("import", () => {
  it("adds everybody, in columns of any order, with a byte order mark, and tells how many", async () => {
    const body =
      "\uFEFFemail,lastName,firstName,jobTitle,location,department\n" +
      'new1@example.com,"Lovelace, Countess","Ada ""A""",Analyst,Zurich,ENGINEERING\n\n' +
      "new2@example.com,Noether,Emmy,Professor,Bern,Vacant\n";
    const { status, data } = await importFile(body);
    expect(status).toBe(200);
    expect(data).toEqual({ dryRun: false, rows: 2, departmentsCreated: [], locationsCreated: [] });
    const found = (await api.ok("listPersonnel", { query: { q: "lovelace" } })).data;
    expect(found).toMatchObject([
      { lastName: "Lovelace, Countess", firstName: 'Ada "A"', location: { name: "Zürich" } },
    ]);
  });

  it("on a dry run checks everything and keeps nothing", async () => {
    const before = await snapshot(api.database);
    const body = file("A,B,C,a@example.com,New,Newtown");
    const { data } = await importFile(body, { dryRun: true, createMissing: true });
    expect(data).toEqual({
      dryRun: true,
      rows: 1,
      departmentsCreated: ["New"],
      locationsCreated: ["Newtown"],
    });
    expect(await snapshot(api.database)).toEqual(before);
    const bad = await importFile(file("A,B,C,anna.mueller@example.com,Vacant,Bern"), { dryRun: true });
    expect(bad.status).toBe(422);
  });

  it("names every wrong row by its line, and adds none", async () => {
    const before = await snapshot(api.database);
    const { status, error } = await importFile(
      file(
        "Good,One,Clerk,good@example.com,Vacant,Bern",
        ",Two,Clerk,two@example.com,Vacant,Bern",
        'Three,"of\ntwo lines",Clerk,three@example.com,Vacant,Bern',
        "Four,Four,Clerk,not an address,Vacant,Bern",
        "Five,Five,Clerk",
        "Six,Six,Clerk,GOOD@example.com,Vacant,Bern",
      ),
    );
    expect(status).toBe(422);
    expect(error.code).toBe("import_rejected");
    expect(error.details).toEqual({
      rowErrorCount: 5,
      rows: [
        { line: 3, column: "firstName", message: "must not be empty" },
        { line: 4, column: "lastName", message: "must not contain control characters" },
        { line: 6, column: "email", message: "must be an e-mail address" },
        { line: 7, message: "has 3 cells instead of 6" },
        { line: 8, column: "email", message: "is the same as on line 2" },
      ],
    });
    expect(await snapshot(api.database)).toEqual(before);
  });

  it("names rows whose places don't exist or don't fit, and whose address is taken", async () => {
    const { error } = await importFile(
      file(
        "A,A,C,a@example.com,Nowhere,Bern",
        "B,B,C,b@example.com,Vacant,Atlantis",
        "C,C,C,c@example.com,Vacant,Zürich",
        "D,D,C,Will.Smith@example.com,Vacant,Bern",
      ),
    );
    expect(error.details?.rows).toEqual([
      {
        line: 2,
        column: "department",
        message: 'there is no department "Nowhere": correct it, or let missing ones be created',
      },
      {
        line: 3,
        column: "location",
        message: 'there is no location "Atlantis": correct it, or let missing ones be created',
      },
      { line: 4, column: "location", message: 'the department "Vacant" is in another location' },
      { line: 5, column: "email", message: "this e-mail address is taken: give another" },
    ]);
  });

  it("creates missing places when asked, each once, however it is written", async () => {
    const rows = file(
      "A,A,C,a@example.com,Café,Genève",
      "B,B,C,b@example.com,cafe,Geneve",
      "C,C,C,c@example.com,Kitchen,GENÈVE",
    );
    const { data } = await importFile(rows, { createMissing: true });
    expect(data).toMatchObject({
      rows: 3,
      departmentsCreated: ["Café", "Kitchen"],
      locationsCreated: ["Genève"],
    });
    const found = await api.ok("search", { query: { q: "geneve" } });
    expect(found.data.locations).toMatchObject([{ name: "Genève", departmentCount: 2, personnelCount: 3 }]);
  });

  it("refuses a new department in two locations", async () => {
    const rows = file("A,A,C,a@example.com,New,Bern", "B,B,C,b@example.com,New,Zürich");
    const { status, error } = await importFile(rows, { createMissing: true });
    expect(status).toBe(422);
    expect(error.details?.rows).toEqual([
      { line: 3, column: "location", message: 'the department "New" is in another location' },
    ]);
    expect((await api.ok("search", { query: { q: "new" } })).data.departments).toEqual([]);
  });

  it.each([
    ["no rows", file(), 1, "the file has no rows below its header"],
    ["another header", "name,email\na,b\n", 1, /^the header must name the columns firstName, /],
    ["a column twice", `${header},email\n`, 1, /each once/],
    ["a quote that isn't closed", file('A,"B,C,d@example.com,Vacant,Bern', "x,x,x,x,x,x"), 2, /quote/],
    ["a line of commas", `${header}\r\n${",".repeat(9_000_000)}`, 2, "is longer than a row can be"],
    ["blank lines only", "\n\n\n", 1, /^the header must name/],
  ])("refuses a file with %s", async (_name, body, line, message) => {
    const { status, error } = await importFile(body);
    expect(status).toBe(422);
    expect(error.details?.rows).toEqual([{ line, message: expect.stringMatching(message) }]);
  });

  it("takes gzip, and refuses what isn't, or is too large inside", async () => {
    const gzip = { "Content-Encoding": "gzip" };
    const good = await importFile(gzipSync(file("A,A,C,a@example.com,Vacant,Bern")), {}, gzip);
    expect(good.status).toBe(200);
    expect((await importFile(Buffer.from("plain"), {}, gzip)).status).toBe(400);
    expect((await importFile("text, no bytes", {}, gzip)).status).toBe(400);
    const bomb = await importFile(gzipSync(Buffer.alloc(64 * 1024 * 1024)), {}, gzip);
    expect(bomb.status).toBe(413);
    expect((await importFile(Buffer.from("x"), {}, { "Content-Encoding": "br" })).status).toBe(415);
  });

  it("refuses what isn't UTF-8, isn't CSV by its type, or is missing", async () => {
    expect((await importFile(Buffer.from([0x66, 0xfc, 0x72]))).status).toBe(400);
    expect((await importFile(file(), {}, { "Content-Type": "application/json" })).status).toBe(415);
    expect((await importFile(file(), {}, { "Content-Type": "text/csv; charset=latin1" })).status).toBe(415);
    expect((await importFile(undefined)).status).toBe(400);
  });

  it("refuses more than 10 MB and more than 100,000 rows", async () => {
    expect((await importFile("x".repeat(10 * 1024 * 1024 + 1))).status).toBe(413);
    const many = await importFile(`${header}\n${"a,b,c,d,e,f\n".repeat(100_001)}`);
    expect(many.status).toBe(413);
    expect(many.error.code).toBe("too_many_rows");
  });

  it("reads no further than the rows allowed, however many lines ten megabytes have", async () => {
    const before = process.memoryUsage().heapUsed;
    const { status, error } = await importFile(`${header}\n${"a\n".repeat(5_000_000)}`);
    expect([status, error.code]).toEqual([413, "too_many_rows"]);
    // A record of each of five million lines would be over a gigabyte: more than the function has.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(400 * 1024 * 1024);
  });

  it("takes 20,000 rows at once", async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, n) => `First${n},Last${n % 500},Clerk ${n % 50},p${n}@example.com,Vacant,Bern`,
    );
    const { status, data } = await importFile(file(...rows));
    expect([status, data?.rows]).toEqual([200, 20_000]);
    const { text, pages } = await exportAll({ departmentId: company.departments.vacant });
    expect(pages).toHaveLength(2);
    expect(text.trimEnd().split("\n")).toHaveLength(20_001);
  });
});
