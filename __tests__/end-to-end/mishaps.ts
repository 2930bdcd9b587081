import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { AccountFaults } from "./support/account-faults";
import type { DirectoryClient, HttpRequestParts } from "./support/directory-client";
import { WriteFlow } from "./support/write-flow";

/** What of the deployment the mishaps befall; the outputs of its layers. */
export interface Deployed {
  readonly database: string;
  readonly function: string;
  readonly migrationFunction: string;
  readonly masterSecret: string;
  readonly apiSecret: string;
}

/** Reads it from the states in a demo's folder. */
export function deployedOf(folder: string): Deployed {
  const outputs = (layer: string): Record<string, { value: string }> =>
    JSON.parse(readFileSync(join(folder, "state/dev", `directory-${layer}.tfstate`), "utf8")).outputs;
  const data = outputs("data");
  const api = outputs("api");
  return {
    database: data.database_identifier?.value ?? "",
    masterSecret: data.master_secret_arn?.value ?? "",
    apiSecret: data.api_secret_arn?.value ?? "",
    function: api.function_name?.value ?? "",
    migrationFunction: api.migration_function_name?.value ?? "",
  };
}

/** Requests before a mishap and after it, so that there is something to lose. */
const enough = 15;

/** Nothing that was acknowledged is lost, and nothing is half, whatever happens while requests flow. */
export function mishaps(
  client: () => DirectoryClient,
  faults: () => AccountFaults,
  deployed: () => Deployed,
): void {
  describe("while requests flow", () => {
    let departmentId: number;

    beforeAll(async () => {
      const { data: location } = await client().ok("createLocation", { body: { name: "Whirlpool" } });
      const { data } = await client().ok("createDepartment", {
        body: { name: "Mishaps", locationId: location.id },
      });
      departmentId = data.id;
    });

    /** @returns the statuses of the requests that were refused meanwhile */
    async function during(name: string, mishap: () => Promise<void>): Promise<number[]> {
      const flow = new WriteFlow(client(), name, departmentId).start();
      try {
        await flow.untilAcknowledged(enough);
        await mishap();
        await flow.untilAcknowledged(enough);
      } finally {
        await flow.stop();
      }
      await flow.expectNothingLost();
      return flow.refused;
    }

    it("the API's secret is rotated, and nobody notices", async () => {
      const before = await faults().versionOf(deployed().apiSecret);
      const refused = await during("rotated", async () => {
        // Twice: the second run takes the first user again, whose password the running function may still remember.
        await faults().rotateApiSecret(deployed().migrationFunction);
        await faults().rotateApiSecret(deployed().migrationFunction);
      });
      expect(refused).toEqual([]);
      expect(await faults().versionOf(deployed().apiSecret)).not.toBe(before);
    });

    it("the master user's secret is rotated, and nobody notices, the next migration neither", async () => {
      const before = await faults().versionOf(deployed().masterSecret);
      const refused = await during("mastered", async () => {
        await faults().rotateMasterSecret(deployed().masterSecret);
        await faults().migrate(deployed().migrationFunction);
      });
      expect(refused).toEqual([]);
      expect(await faults().versionOf(deployed().masterSecret)).not.toBe(before);
    });

    it("the database is rebooted", async () => {
      await during("rebooted", () => faults().rebootDatabase(deployed().database));
    });

    it("the database crashes and is away for three seconds", async () => {
      const refused = await during("crashed", () => faults().crashDatabase(deployed().database, 3));
      expect(refused.length, "the directory can't have answered without its database").toBeGreaterThan(0);
    });

    it("a function is ended by its time-out in the middle of an import, which leaves nothing behind", async () => {
      const statuses: number[] = [];
      await during("timedout", async () => {
        await faults().setTimeout(deployed().function, 1);
        try {
          // Where it is after a second depends on the machine: waiting for the database, it notices and says so itself (503);
          // with work of its own, it is ended (502). The larger the file, the more of that.
          for (const rows of [20_000, 40_000, 60_000, 80_000]) {
            const { status, text } = await client().call("importPersonnel", importOf(rows));
            expect([502, 503], text).toContain(status);
            statuses.push(status);
          }
        } finally {
          await faults().setTimeout(deployed().function, 25);
        }
      });
      expect(statuses).toContain(502);
      const { data } = await client().ok("search", { query: { q: "timeoutia" } });
      expect(data).toEqual({ personnel: [], departments: [], locations: [] });
      expect((await client().ok("importPersonnel", importOf(5_000))).data.rows).toBe(5_000);
      const { data: departments } = await client().ok("listDepartments", { query: { q: "timeoutia" } });
      expect(departments).toEqual([expect.objectContaining({ personnelCount: 5_000 })]);
    });

    it("leaves counts that are right", async () => {
      const { data } = await client().ok("getDepartment", { id: departmentId });
      const { meta } = await client().ok("listPersonnel", { query: { departmentId, limit: 1, count: true } });
      expect(data.personnelCount).toBe(meta.total);
    });
  });
}

/** A file of so many people in a department and a location of their own. */
function importOf(rows: number): HttpRequestParts {
  const lines = Array.from(
    { length: rows },
    (_, index) =>
      `Given${index},Family${index},Clerk,clerk.${index}@timeoutia.example.com,Timeoutia,Timeoutia`,
  );
  const csv = ["firstName,lastName,jobTitle,email,department,location", ...lines].join("\r\n");
  return {
    headers: { "Content-Type": "text/csv", "Content-Encoding": "gzip" },
    body: gzipSync(csv),
    query: { createMissing: true },
  };
}
