import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foundCompany } from "./support/company";
import { startTestApi, type TestApi } from "./support/directory-api";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
  const { departments } = await foundCompany(api);
  const person = (firstName: string, lastName: string, jobTitle: string, email: string) =>
    api.ok("createPerson", {
      body: { firstName, lastName, jobTitle, email, departmentId: departments.sales },
    });
  await person("Otto", "Market", "Clerk", "otto@example.com");
  await person("Olga", "Marketta", "Clerk", "olga@example.com");
  await person("Oleg", "Other", "Clerk", "market@example.com");
  await person("Ole", "Another", "Market Researcher", "ole@example.com");
});
afterAll(() => api.close());

const search = async (q: string, limit?: number) => (await api.ok("search", { query: { q, limit } })).data;

describe("search", () => {
  it("ranks names before addresses before job titles, and whole words before beginnings", async () => {
    const { personnel } = await search("market");
    expect(personnel.map(({ lastName }: { lastName: string }) => lastName)).toEqual([
      "Market",
      "Marketta",
      "Other",
      "Another",
    ]);
  });

  it("finds departments and locations too", async () => {
    const { departments, locations } = await search("market");
    expect(departments).toMatchObject([{ name: "Sales & Marketing", personnelCount: 7 }]);
    expect(locations).toEqual([]);
    expect((await search("zur")).locations).toMatchObject([{ name: "Zürich", departmentCount: 1 }]);
  });

  it("wants every word, wherever in the person it stands", async () => {
    expect((await search("clerk otto")).personnel).toMatchObject([{ firstName: "Otto" }]);
    expect((await search("otto engineer")).personnel).toEqual([]);
  });

  it("answers with each person once and at most as many as asked for", async () => {
    expect((await search("o")).personnel.length).toBeGreaterThan(4);
    const few = (await search("o", 3)).personnel;
    expect(new Set(few.map(({ id }: { id: number }) => id)).size).toBe(3);
  });

  it("says that it looked at everything", async () => {
    expect((await api.ok("search", { query: { q: "market clerk" } })).meta.complete).toBe(true);
  });

  it.each(["%", "_", "ma_ket", "mark%", "''", "???"])("takes %j literally", async (q) => {
    expect(await search(q)).toEqual({ personnel: [], departments: [], locations: [] });
  });
});

describe("search among words that are all common", () => {
  it("stops, says so, and finds whoever one more word narrows it to", async () => {
    // 27,900 entries of kim… on 900 people and 12,600 of lee… on others: nobody has both.
    const connection = await api.database.connect();
    await connection.query(
      `INSERT INTO personnel (first_name, last_name, job_title, email, department_id, location_id)
       SELECT 'Kim', 'Kim', 'Clerk', CONCAT('kim', seq.n, '@example.com'), d.id, d.location_id
       FROM (WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 900) SELECT n FROM counter) seq,
         department d WHERE d.name = 'Vacant'`,
    );
    await connection.query(
      "INSERT INTO personnel_word (field, word, personnel_id) SELECT 0, CONCAT('kim', w.n), p.id FROM personnel p, (WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 30) SELECT n FROM c) w WHERE p.first_name = 'Kim'",
    );
    await connection.query(
      "INSERT INTO personnel_word (field, word, personnel_id) SELECT 2, CONCAT('lee', w.n), p.id FROM personnel p, (WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 900) SELECT n FROM c) w WHERE p.first_name <> 'Kim' AND p.job_title = 'Clerk' ",
    );
    await connection.query(
      "INSERT INTO personnel_word (field, word, personnel_id) SELECT 1, CONCAT('lee', w.n), p.id FROM personnel p, (WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 990) SELECT n FROM c) w WHERE p.first_name <> 'Kim'",
    );
    await connection.end();
    const { data, meta } = await api.ok("search", { query: { q: "kim lee" } });
    expect(data.personnel).toEqual([]);
    expect(meta.complete).toBe(false);
    expect((await search("kim kim17", 2)).personnel).toHaveLength(2);
  });
});
