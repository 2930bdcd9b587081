import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Company, foundCompany } from "./support/company";
import { startTestApi, type TestAnswer, type TestApi } from "./support/directory-api";

let api: TestApi;
let company: Company;

beforeAll(async () => {
  api = await startTestApi();
  company = await foundCompany(api);
});
afterAll(() => api.close());

const names = (answer: TestAnswer) => answer.data.map((person: { lastName: string }) => person.lastName);

/** Follows the cursors of a list to its end. */
async function readAll(
  id: "listPersonnel" | "listAll" | "listDepartments" | "listLocations",
  query: Record<string, string | number>,
) {
  const items: { id: number; lastName: string }[] = [];
  let cursor: string | undefined;
  do {
    const answer = await api.ok(id, { query: { ...query, cursor } });
    expect(answer.data.length).toBeLessThanOrEqual(Number(query.limit));
    items.push(...answer.data);
    cursor = answer.meta.nextCursor;
  } while (cursor !== undefined);
  return items;
}

describe("one entity", () => {
  it("is answered with its names, version and entity tag", async () => {
    const { data, headers, meta } = await api.ok("getPerson", { id: company.people["jose.garcia"] ?? 0 });
    expect(data).toMatchObject({
      firstName: "José",
      lastName: "García Márquez",
      jobTitle: "Engineer",
      email: "jose.garcia@example.com",
      department: { id: company.departments.engineering, name: "Engineering" },
      location: { id: company.locations.zurich, name: "Zürich" },
      version: 1,
    });
    expect(Math.abs(Date.parse(data.createdAt) - Date.now())).toBeLessThan(60_000);
    expect(headers.ETag).toBe('"1"');
    expect(meta.durationMs).toBeGreaterThan(0);
  });

  it("of a department has its head-count and location", async () => {
    const { data } = await api.ok("getDepartment", { id: company.departments.sales });
    expect(data).toMatchObject({ name: "Sales & Marketing", location: { name: "Bern" }, personnelCount: 3 });
  });

  it("of a location has its counts", async () => {
    const { data } = await api.ok("getLocation", { id: company.locations.bern });
    expect(data).toMatchObject({ name: "Bern", departmentCount: 2, personnelCount: 3 });
  });

  it.each([
    "getPerson",
    "getDepartment",
    "getLocation",
    "listDepartmentDependents",
    "listLocationDependents",
  ] as const)("%s answers 404 for an id that doesn't exist", async (operation) => {
    const { status, error } = await api.call(operation, { id: 999_999 });
    expect(status).toBe(404);
    expect(error.code).toBe("not_found");
    expect(error.message).toMatch(/^there is no (person|department|location) with the id 999999$/);
  });
});

describe("the lists of people", () => {
  it("/all has everybody by last name", async () => {
    const answer = await api.ok("listAll");
    expect(names(answer)).toEqual(["García Márquez", "Müller", "O'Brien", "Smith", "Straße", "李"]);
    expect(answer.data[0].location.name).toBe("Zürich");
    expect(answer.meta.nextCursor).toBeUndefined();
  });

  const sorts = ["lastName", "firstName", "jobTitle", "email"] as const;
  const filters = ["none", "department", "location", "both"] as const;
  const queryOf = (filter: (typeof filters)[number]): Record<string, string | number> =>
    ({
      none: {},
      department: { departmentId: company.departments.engineering },
      location: { locationId: company.locations.bern },
      both: { departmentId: company.departments.sales, locationId: company.locations.bern },
    })[filter];

  for (const sort of sorts) {
    it.each(filters)(
      `by ${sort} with filter %s are the same in pages of any size, both ways`,
      async (filter) => {
        const query = { ...queryOf(filter), sort };
        const whole = await readAll("listPersonnel", { ...query, limit: 200 });
        expect(whole.length).toBeGreaterThan(0);
        for (const limit of [1, 2, 4])
          expect(await readAll("listPersonnel", { ...query, limit })).toEqual(whole);
        const backwards = await readAll("listPersonnel", { ...query, limit: 2, order: "desc" });
        expect(backwards).toEqual(whole.toReversed());
      },
    );
  }

  it.each([
    ["words", () => ({ q: "e" }), 3],
    ["several words", () => ({ q: "e s" }), 2],
    ["words and a location", () => ({ q: "s", locationId: company.locations.bern }), 3],
    ["words and a department", () => ({ q: "e", departmentId: company.departments.engineering }), 2],
  ] as const)(
    "that match %s are the same in pages of any size, each person once",
    async (_name, query, count) => {
      const whole = await readAll("listPersonnel", { ...query(), limit: 200 });
      expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
      expect(whole).toHaveLength(count);
      for (const limit of [1, 2, 3])
        expect(await readAll("listPersonnel", { ...query(), limit })).toEqual(whole);
      expect((await api.ok("listPersonnel", { query: { ...query(), count: true } })).meta.total).toBe(count);
    },
  );

  it("that match words come best first, as in search", async () => {
    const q = "s";
    const found = await api.ok("search", { query: { q } });
    expect((await api.ok("listPersonnel", { query: { q } })).data).toEqual(found.data.personnel);
  });

  it("have nobody in a location that isn't the department's", async () => {
    const query = { departmentId: company.departments.sales, locationId: company.locations.zurich };
    expect((await api.ok("listPersonnel", { query })).data).toEqual([]);
  });

  it("count all on request only, whatever the page", async () => {
    const query = { limit: 2, departmentId: company.departments.engineering };
    expect((await api.ok("listPersonnel", { query })).meta).not.toHaveProperty("total");
    const { meta } = await api.ok("listPersonnel", { query: { ...query, count: true } });
    expect(meta).toMatchObject({ count: 2, total: 3 });
    expect((await api.ok("listPersonnel", { query: { q: "engineer", count: true } })).meta.total).toBe(3);
  });

  it.each([
    ["the beginning of a name", "gar", ["García Márquez"]],
    ["a later word of a name", "marq", ["García Márquez"]],
    ["no accents", "muller", ["Müller"]],
    ["a double s for ß", "strasse", ["Straße"]],
    ["capitals", "SMITH", ["Smith"]],
    ["a stop word that is a name", "will", ["Smith"]],
    ["two words in any order", "eng anna", ["Müller"]],
    ["another script", "李", ["李"]],
    ["an e-mail address", "will.smith@example.com", ["Smith"]],
    ["the beginning of an address", "will.smith@ex", ["Smith"]],
    ["an apostrophe", "o'brien", ["O'Brien"]],
  ])("are filtered by %s", async (_name, q, expected) => {
    expect(names(await api.ok("listPersonnel", { query: { q } }))).toEqual(expected);
  });

  it.each(["%", "_", "%%%", "S_ith", "Sm%", "\\", "'", "🙂"])("takes %j literally", async (q) => {
    expect((await api.ok("listPersonnel", { query: { q, count: true } })).data).toEqual([]);
  });
});

describe("the lists of departments and locations", () => {
  it("are by name, page by page, both ways", async () => {
    const departments = await readAll("listDepartments", { limit: 2 });
    expect(departments).toMatchObject([
      { name: "Engineering" },
      { name: "Sales & Marketing" },
      { name: "Vacant" },
    ]);
    expect(await readAll("listDepartments", { limit: 1, order: "desc" })).toEqual(departments.toReversed());
    const locations = await readAll("listLocations", { limit: 2 });
    expect(locations).toMatchObject([{ name: "Bern" }, { name: "Mond" }, { name: "Zürich" }]);
    expect(await readAll("listLocations", { limit: 1, order: "desc" })).toEqual(locations.toReversed());
  });

  it("are filtered by words and place, and counted on request", async () => {
    const q = await api.ok("listDepartments", { query: { q: "market", count: true } });
    expect(q.data).toMatchObject([{ name: "Sales & Marketing" }]);
    expect(q.meta.total).toBe(1);
    const inBern = await api.ok("listDepartments", {
      query: { locationId: company.locations.bern, count: true },
    });
    expect(inBern.meta).toMatchObject({ count: 2, total: 2 });
    expect((await api.ok("listLocations", { query: { q: "zur", count: true } })).meta.total).toBe(1);
    expect((await api.ok("listLocations", { query: { q: "%", count: true } })).meta.total).toBe(0);
    expect((await api.ok("listDepartments", { query: { q: "%", count: true } })).meta.total).toBe(0);
  });

  it("tell what depends on an entry", async () => {
    const first = await api.ok("listDepartmentDependents", {
      id: company.departments.engineering,
      query: { limit: 2, count: true },
    });
    expect(first.data).toEqual([
      { type: "personnel", id: company.people["jose.garcia"], name: "José García Márquez" },
      { type: "personnel", id: company.people["anna.mueller"], name: "Anna Müller" },
    ]);
    expect(first.meta).toMatchObject({ count: 2, total: 3 });
    const rest = await api.ok("listDepartmentDependents", {
      id: company.departments.engineering,
      query: { cursor: first.meta.nextCursor },
    });
    expect(rest.data).toMatchObject([{ name: "Seán O'Brien" }]);
    const ofBern = await api.ok("listLocationDependents", {
      id: company.locations.bern,
      query: { count: true },
    });
    expect(ofBern.data).toMatchObject([
      { type: "department", name: "Sales & Marketing" },
      { name: "Vacant" },
    ]);
    expect(ofBern.meta.total).toBe(2);
    expect((await api.ok("listLocationDependents", { id: company.locations.empty })).data).toEqual([]);
  });
});

describe("health", () => {
  it("tells the version and the migration level", async () => {
    const { data } = await api.ok("getHealth");
    expect(data).toEqual({ status: "ok", database: "reachable", version: "1.2.3", schemaVersion: 1 });
  });
});
