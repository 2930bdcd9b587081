import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Company, foundCompany } from "./support/company";
import { expectConsistent, startTestApi, type TestApi, type TestContainer } from "./support/directory-api";

let api: TestApi;
let company: Company;
let containers: TestContainer[];

beforeAll(async () => {
  api = await startTestApi({ server: { own: true } });
  // Fifty containers, as Lambda would have for fifty requests at once: a connection each.
  containers = Array.from({ length: 50 }, () => api.container());
});
beforeEach(async () => {
  await api.clear();
  company = await foundCompany(api);
});
afterEach(() => expectConsistent(api.database));
afterAll(() => api.close());

describe("fifty writers at once", () => {
  it("on the same person lose no update: each change builds on the one before", async () => {
    const id = company.people["will.smith"] ?? 0;
    /** Reads, adds one, writes; again from the start when somebody was quicker. */
    const increment = async ({ ok, call }: TestContainer) => {
      for (;;) {
        const { data } = await ok("getPerson", { id });
        const { firstName, lastName, email, version, department } = data;
        const jobTitle = String(Number(/\d+$/.exec(data.jobTitle)?.[0] ?? 0) + 1);
        const body = { firstName, lastName, jobTitle, email, departmentId: department.id, version };
        const { status } = await call("updatePerson", { id, body });
        if (status === 200) return;
        expect(status).toBe(412);
      }
    };
    await Promise.all(containers.map(increment));
    const { data } = await api.ok("getPerson", { id });
    expect([data.jobTitle, data.version]).toEqual(["50", 51]);
  });

  it("move people between the same departments, and every head-count is right", async () => {
    const ids = Object.values(company.people);
    const { engineering, sales, vacant } = company.departments;
    const places = [engineering, sales, vacant];
    const answers = await Promise.all(
      containers.map(async ({ ok, call }, n) => {
        const id = ids[n % ids.length] ?? 0;
        const { data } = await ok("getPerson", { id });
        const { firstName, lastName, jobTitle, email, version } = data;
        const body = { firstName, lastName, jobTitle, email, version, departmentId: places[n % 3] };
        return (await call("updatePerson", { id, body })).status;
      }),
    );
    expect(answers.filter((status) => status !== 200 && status !== 412)).toEqual([]);
    expect(answers.filter((status) => status === 200).length).toBeGreaterThanOrEqual(ids.length);
  });

  it("with the same new address: one gets it", async () => {
    const answers = await Promise.all(
      containers.map(({ call }, n) =>
        call("createPerson", {
          body: {
            firstName: `N${n}`,
            lastName: "Same",
            jobTitle: "Clerk",
            email: n % 2 === 0 ? "same@example.com" : "SAME@example.com",
            departmentId: company.departments.vacant,
          },
        }),
      ),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([201, ...Array<number>(49).fill(409)]);
  });

  it("adding to a department while it is deleted: either it's gone, or nobody was lost", async () => {
    const department = company.departments.vacant;
    const answers = await Promise.all(
      containers.map(({ call }, n) =>
        n % 10 === 5
          ? call("deleteDepartment", { id: department })
          : call("createPerson", {
              body: {
                firstName: "N",
                lastName: "Late",
                jobTitle: "Clerk",
                email: `late${n}@example.com`,
                departmentId: department,
              },
            }),
      ),
    );
    const added = answers.filter(({ status }) => status === 201).length;
    const isDeleted = answers.some(({ status }) => status === 204);
    expect(isDeleted && added > 0).toBe(false);
    const allowed = [201, 204, 404, 409, 422];
    expect(answers.filter(({ status }) => !allowed.includes(status)).map(({ text }) => text)).toEqual([]);
    expect((await api.ok("listPersonnel", { query: { q: "late", count: true } })).meta.total).toBe(added);
  });
});

describe("two imports at once", () => {
  const rows = (prefix: string, addresses: string[]) =>
    [
      "firstName,lastName,jobTitle,email,department,location",
      ...addresses.map((email) => `${prefix},Import,Clerk,${email},New Department,New Place`),
    ].join("\n");
  const addresses = (first: number) => Array.from({ length: 1_500 }, (_, n) => `p${first + n}@example.com`);
  const send = (container: TestContainer | undefined, body: string) =>
    (container ?? api).call("importPersonnel", {
      body,
      headers: { "Content-Type": "text/csv" },
      query: { createMissing: true },
    });
  const total = async (q: string) =>
    (await api.ok("listPersonnel", { query: { q, count: true } })).meta.total;

  it("that overlap: one is taken whole, the other not at all", async () => {
    const answers = await Promise.all([
      send(containers[0], rows("Alpha", addresses(0))),
      // In the opposite order, which invites deadlocks.
      send(containers[1], rows("Beta", addresses(1_000).toReversed())),
    ]);
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses[0]).toBe(200);
    expect([409, 422]).toContain(statuses[1]);
    const counts = [await total("alpha"), await total("beta")];
    expect(counts.toSorted((a, b) => a - b)).toEqual([0, 1_500]);
  });

  it("that don't overlap: both are taken, and create their department once", async () => {
    const answers = await Promise.all([
      send(containers[0], rows("Alpha", addresses(0))),
      send(containers[1], rows("Beta", addresses(5_000))),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect([await total("alpha"), await total("beta")]).toEqual([1_500, 1_500]);
    const { data } = await api.ok("listDepartments", { query: { q: "new" } });
    expect(data).toMatchObject([{ name: "New Department", personnelCount: 3_000 }]);
  });

  it("that loses an address in between answers 409 or names the row, never anything else", async () => {
    const answers = await Promise.all(
      containers.slice(0, 8).map((container, n) => send(container, rows(`N${n}`, addresses(0)))),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 409, 422].includes(status))).toEqual([]);
    expect((await api.ok("listPersonnel", { query: { q: "import", count: true } })).meta.total).toBe(1_500);
  });
});
