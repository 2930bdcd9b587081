import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Company, foundCompany } from "./support/company";
import { expectConsistent, startTestApi, type TestApi } from "./support/directory-api";

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

const draft = (change: object = {}) => ({
  firstName: "Grace",
  lastName: "Hopper",
  jobTitle: "Rear Admiral",
  email: "grace.hopper@example.com",
  departmentId: company.departments.engineering,
  ...change,
});

describe("adding", () => {
  it("a person answers 201 with the path, the tag and the person", async () => {
    const { status, headers, data } = await api.ok("createPerson", { body: draft() });
    expect(status).toBe(201);
    expect(headers.Location).toBe(`/personnel/${data.id}`);
    expect(headers.ETag).toBe('"1"');
    expect((await api.ok("getPerson", { id: data.id })).data).toEqual(data);
  });

  it("keeps names of any script and drops the blanks around them", async () => {
    const names = { firstName: "  Zoë‌ ", lastName: "Öçmen-نور 👩🏽‍🚀" };
    const { data } = await api.ok("createPerson", { body: draft(names) });
    expect(data).toMatchObject({ firstName: "Zoë‌", lastName: "Öçmen-نور 👩🏽‍🚀" });
  });

  it.each(["\u200B", "\u3164\u2060", "\u00AD \u200D", "\u0301"])(
    "refuses a name with nothing to see, %j",
    async (name) => {
      const { status, error } = await api.call("createPerson", { body: draft({ firstName: name }) });
      expect([status, error.details?.issues?.[0]?.message]).toEqual([400, "must not be invisible"]);
    },
  );

  it("composes letters and marks, so that equal looks are equal", async () => {
    const { data } = await api.ok("createPerson", { body: draft({ firstName: "Zoe\u0308" }) });
    expect(data.firstName).toBe("Zoë");
  });

  it("counts characters, not code units, against the limit", async () => {
    await api.ok("createPerson", { body: draft({ firstName: "🙂".repeat(100) }) });
    const { status, error } = await api.call("createPerson", {
      body: draft({ firstName: "🙂".repeat(101) }),
    });
    expect(status).toBe(400);
    expect(error.details?.issues).toEqual([
      { in: "body", path: "firstName", message: "must have at most 100 characters" },
    ]);
  });

  it("refuses an e-mail address that somebody has, whatever its case", async () => {
    const { status, error } = await api.call("createPerson", {
      body: draft({ email: "Anna.MUELLER@example.com" }),
    });
    expect(status).toBe(409);
    expect(error).toMatchObject({ code: "taken", message: "this e-mail address is taken: give another" });
  });

  it("refuses a department that doesn't exist", async () => {
    const { status, error } = await api.call("createPerson", { body: draft({ departmentId: 4711 }) });
    expect(status).toBe(422);
    expect(error.details?.issues).toEqual([
      { in: "body", path: "departmentId", message: "there is no department with the id 4711" },
    ]);
  });

  it("refuses names of departments and locations that are taken, whatever case and accents", async () => {
    const department = { name: "ENGINEERING", locationId: company.locations.bern };
    expect((await api.call("createDepartment", { body: department })).status).toBe(409);
    const location = await api.call("createLocation", { body: { name: "zurich" } });
    expect(location.status).toBe(409);
    expect(location.error.message).toBe("this location name is taken: give another");
  });

  it("refuses a department in a location that doesn't exist", async () => {
    const { status, error } = await api.call("createDepartment", { body: { name: "X", locationId: 4711 } });
    expect(status).toBe(422);
    expect(error.details?.issues?.[0]?.path).toBe("locationId");
  });
});

describe("changing", () => {
  it("a person with the version in the body", async () => {
    const id = company.people["will.smith"] ?? 0;
    const before = (await api.ok("getPerson", { id })).data;
    const body = draft({ departmentId: company.departments.vacant, version: 1 });
    const { data, headers } = await api.ok("updatePerson", { id, body });
    expect(data).toMatchObject({ lastName: "Hopper", department: { name: "Vacant" }, version: 2 });
    expect(data.createdAt).toBe(before.createdAt);
    expect(Date.parse(data.updatedAt)).toBeGreaterThanOrEqual(Date.parse(before.updatedAt));
    expect(headers.ETag).toBe('"2"');
    expect((await api.ok("getDepartment", { id: company.departments.vacant })).data.personnelCount).toBe(1);
  });

  it("finds a person by the new words, no longer by the old ones", async () => {
    const id = company.people["will.smith"] ?? 0;
    await api.ok("updatePerson", { id, body: draft({ version: 1 }) });
    expect((await api.ok("search", { query: { q: "hopper" } })).data.personnel).toHaveLength(1);
    expect((await api.ok("search", { query: { q: "smith" } })).data.personnel).toEqual([]);
  });

  it("with the version in If-Match", async () => {
    const id = company.people["will.smith"] ?? 0;
    const headers = { "if-match": '"1"' };
    expect((await api.ok("updatePerson", { id, headers, body: draft() })).data.version).toBe(2);
  });

  it("needs a version, and one only", async () => {
    const id = company.people["will.smith"] ?? 0;
    const without = await api.call("updatePerson", { id, body: draft() });
    expect(without.status).toBe(400);
    expect(without.error.details?.issues?.[0]?.message).toBe("is needed here or as the If-Match header");
    const both = await api.call("updatePerson", {
      id,
      headers: { "If-Match": '"1"' },
      body: draft({ version: 2 }),
    });
    expect(both.status).toBe(400);
    expect(both.error.details?.issues?.[0]?.message).toBe("differs from the If-Match header");
    expect((await api.call("updatePerson", { id, headers: { "If-Match": "*" }, body: draft() })).status).toBe(
      400,
    );
  });

  it.each([
    ["updatePerson", () => company.people["will.smith"], () => draft()],
    [
      "updateDepartment",
      () => company.departments.sales,
      () => ({ name: "Y", locationId: company.locations.bern }),
    ],
    ["updateLocation", () => company.locations.bern, () => ({ name: "Y" })],
  ] as const)("%s with an old version answers 412 and tells the current one", async (operation, id, body) => {
    await api.ok(operation, { id: id() ?? 0, body: { ...body(), version: 1 } });
    const { status, error } = await api.call(operation, { id: id() ?? 0, body: { ...body(), version: 1 } });
    expect(status).toBe(412);
    expect(error).toMatchObject({ code: "stale_version", details: { currentVersion: 2 } });
  });

  it.each([
    ["updatePerson", () => draft({ version: 1 })],
    ["updateDepartment", () => ({ name: "Y", locationId: company.locations.bern, version: 1 })],
    ["updateLocation", () => ({ name: "Y", version: 1 })],
  ] as const)("%s answers 404 for an id that doesn't exist", async (operation, body) => {
    expect((await api.call(operation, { id: 4711, body: body() })).status).toBe(404);
  });

  it.each([
    ["updatePerson", () => company.people["will.smith"], () => draft({ email: "anna.mueller@example.com" })],
    ["updateDepartment", () => company.departments.sales, () => ({ name: "engineering", locationId: 1 })],
    ["updateLocation", () => company.locations.bern, () => ({ name: "ZÜRICH" })],
  ] as const)("%s answers 409 for what is taken and changes nothing", async (operation, id, body) => {
    const taken = await api.call(operation, { id: id() ?? 0, body: { ...body(), version: 1 } });
    expect(taken.status).toBe(409);
  });

  it.each([
    ["updatePerson", () => company.people["will.smith"], () => draft({ departmentId: 4711 })],
    ["updateDepartment", () => company.departments.sales, () => ({ name: "Y", locationId: 4711 })],
  ] as const)("%s answers 422 for what doesn't exist", async (operation, id, body) => {
    expect((await api.call(operation, { id: id() ?? 0, body: { ...body(), version: 1 } })).status).toBe(422);
  });

  it("a department's location moves its people", async () => {
    const { engineering } = company.departments;
    const body = { name: "Engineering", locationId: company.locations.bern, version: 1 };
    await api.ok("updateDepartment", { id: engineering, body });
    const query = { locationId: company.locations.bern, count: true };
    expect((await api.ok("listPersonnel", { query })).meta.total).toBe(6);
    expect((await api.ok("getLocation", { id: company.locations.zurich })).data.personnelCount).toBe(0);
  });

  it("a name is found under the new words", async () => {
    const body = { name: "Research", locationId: company.locations.bern, version: 1 };
    await api.ok("updateDepartment", { id: company.departments.sales, body });
    const found = await api.ok("search", { query: { q: "research" } });
    expect(found.data.departments).toMatchObject([{ name: "Research" }]);
    expect((await api.ok("search", { query: { q: "marketing" } })).data.departments).toEqual([]);
  });
});

describe("deleting", () => {
  it("a person answers 204 without a body; a second time 404", async () => {
    const id = company.people["will.smith"] ?? 0;
    const { status, text } = await api.call("deletePerson", { id });
    expect([status, text]).toEqual([204, ""]);
    expect((await api.call("deletePerson", { id })).status).toBe(404);
    expect((await api.ok("search", { query: { q: "smith" } })).data.personnel).toEqual([]);
  });

  it("a department in use answers 409 with the number and the first five people", async () => {
    for (const n of [1, 2, 3, 4]) {
      await api.ok("createPerson", { body: draft({ email: `x${n}@example.com`, lastName: `Xavier${n}` }) });
    }
    const { status, error } = await api.call("deleteDepartment", { id: company.departments.engineering });
    expect(status).toBe(409);
    expect(error.code).toBe("in_use");
    expect(error.details?.dependentCount).toBe(7);
    expect(error.details?.dependents?.map(({ name }) => name)).toEqual([
      "José García Márquez",
      "Anna Müller",
      "Seán O'Brien",
      "Grace Xavier1",
      "Grace Xavier2",
    ]);
  });

  it("a location in use answers 409 with the number and the first departments", async () => {
    const { status, error } = await api.call("deleteLocation", { id: company.locations.bern });
    expect(status).toBe(409);
    expect(error.details).toMatchObject({
      dependentCount: 2,
      dependents: [
        { type: "department", name: "Sales & Marketing" },
        { type: "department", name: "Vacant" },
      ],
    });
  });

  it("what is empty answers 204; a second time 404", async () => {
    expect((await api.call("deleteDepartment", { id: company.departments.vacant })).status).toBe(204);
    expect((await api.call("deleteDepartment", { id: company.departments.vacant })).status).toBe(404);
    expect((await api.call("deleteLocation", { id: company.locations.empty })).status).toBe(204);
    expect((await api.call("deleteLocation", { id: company.locations.empty })).status).toBe(404);
  });

  it.each([
    ["deletePerson", () => company.people["will.smith"]],
    ["deleteDepartment", () => company.departments.vacant],
    ["deleteLocation", () => company.locations.empty],
  ] as const)("%s with If-Match of another version answers 412", async (operation, id) => {
    const { status, error } = await api.call(operation, { id: id() ?? 0, headers: { "If-Match": '"7"' } });
    expect(status).toBe(412);
    expect(error.details?.currentVersion).toBe(1);
    expect((await api.call(operation, { id: id() ?? 0, headers: { "If-Match": '"1"' } })).status).toBe(204);
  });
});
