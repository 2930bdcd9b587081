import { afterAll, beforeAll, expect, it } from "vitest";
import { foundCompany } from "./support/company";
import { expectConsistent, startTestApi, type TestApi } from "./support/directory-api";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({
    // One file for all tables that may not grow beyond this: the server says "table is full".
    server: {
      own: true,
      serverOptions: ["--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:24M"],
    },
  });
  await foundCompany(api);
});
afterAll(() => api.close());

it("answers 503 when the disk is full, keeps nothing of the change, and goes on", async () => {
  const header = "firstName,lastName,jobTitle,email,department,location";
  const row = (file: number, n: number) =>
    `First${n},Last${n},Title ${n},f${file}n${n}@example.com,Vacant,Bern`;
  let kept = 6;
  let status = 200;
  for (let file = 0; status === 200 && file < 20; file += 1) {
    const rows = Array.from({ length: 5_000 }, (_, n) => row(file, n));
    const body = [header, ...rows].join("\n");
    const answer = await api.call("importPersonnel", { body, headers: { "Content-Type": "text/csv" } });
    status = answer.status;
    if (status === 200) kept += 5_000;
    else expect(answer.error.message).toBe("the database is out of time or room");
  }
  expect(status).toBe(503);
  expect((await api.ok("listPersonnel", { query: { count: true } })).meta.total).toBe(kept);
  await expectConsistent(api.database);
});
