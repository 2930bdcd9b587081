import type { Connection, RowDataPacket } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PersonPageRequest, Position } from "../../../../functions/directory/domain/directory";
import type { Session } from "../../../../functions/directory/persistence/database";
import { findPeople, listPeople } from "../../../../functions/directory/persistence/person-pages";
import { makeCompany } from "../../../../functions/directory/seed/company";
import { fillDirectory } from "../../../../functions/directory/seed/fill-directory";
import { type DatabaseServer, startDatabaseServer } from "../../../support/database-server";
import { createDirectoryDatabase } from "../../../support/directory-database";

const people = 20_000;
const limit = 20;

let server: DatabaseServer;
let connection: Connection;
let session: Session;

beforeAll(async () => {
  server = await startDatabaseServer();
  const database = await createDirectoryDatabase(server);
  connection = await database.connect({
    dateStrings: true,
    charset: "UTF8MB4_UNICODE_520_CI",
  });
  await fillDirectory(connection, makeCompany(people));
  // Many of one name and one job: a position in their midst is the hard one.
  await connection.query(
    "UPDATE personnel SET first_name = 'Kim', last_name = 'Lee', job_title = 'Clerk' WHERE id <= 10000",
  );
  await connection.query("ANALYZE TABLE personnel, personnel_word");
  session = {
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      (await connection.query<RowDataPacket[]>(sql, [...values]))[0] as Row[],
    change: async () => {
      throw new Error("a page changes nothing");
    },
  };
});
afterAll(async () => {
  await connection.end();
  await server.close();
});

/** How many index entries the server stepped over or looked up for some work. */
async function entriesRead(work: () => Promise<unknown>): Promise<number> {
  await connection.query("FLUSH STATUS");
  await work();
  const [rows] = await connection.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Handler_read%'");
  return rows.reduce((sum, row) => sum + Number(row.Value), 0);
}

/** A page costs its own people, each with their department and location; nothing of what lies before, no sorting. */
const mostForAPage = 4 * limit;

describe("a page of people reads little more than its people", () => {
  const positions: Record<PersonPageRequest["sort"], Position> = {
    lastName: ["Lee", "Kim", 5000],
    firstName: ["Kim", "Lee", 5000],
    jobTitle: ["Clerk", 5000],
    email: ["m", 1],
  };
  const sorts = Object.keys(positions) as PersonPageRequest["sort"][];
  const places = [{}, { departmentId: 1 }, { locationId: 1 }, { departmentId: 1, locationId: 2 }];
  const cases = sorts.flatMap((sort) =>
    places.flatMap((place) => (["asc", "desc"] as const).map((order) => ({ sort, order, ...place }))),
  );

  it.each(cases)("in the midst of equals: %j", async (query) => {
    const page = () => listPeople(session, { ...query, limit, after: positions[query.sort] });
    expect(await entriesRead(page)).toBeLessThan(mostForAPage);
  });
});

describe("a page of matches", () => {
  it("looks at a bounded number of candidates, and goes on from there", async () => {
    // Two words of 9,000 people and more each, of whom only ten have both, at the end.
    await connection.query(
      "INSERT INTO personnel_word (field, word, personnel_id) SELECT 2, 'zzcommon', id FROM personnel WHERE id <= 9000",
    );
    await connection.query(
      "INSERT INTO personnel_word (field, word, personnel_id) SELECT 2, 'yycommon', id FROM personnel WHERE id > 8990",
    );
    const q = "zzcommon yycommon";
    const found: number[] = [];
    let pages = 0;
    let after: Position | undefined;
    do {
      let next: Position | undefined;
      const read = await entriesRead(async () => {
        const page = await findPeople(session, { q, limit, after });
        found.push(...page.items.map(({ id }) => id));
        next = page.next;
      });
      expect(read).toBeLessThan(20_000);
      after = next;
      pages += 1;
    } while (after !== undefined);
    expect(found).toEqual(Array.from({ length: 10 }, (_, n) => 8991 + n));
    expect(pages).toBeGreaterThan(5);
  });
});
