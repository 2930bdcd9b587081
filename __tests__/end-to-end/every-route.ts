import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { operationIds } from "../../functions/directory/http/routes";
import type { DirectoryClient } from "./support/directory-client";

const header = "firstName,lastName,jobTitle,email,department,location";
const nobody = 2_147_483_647;

/** Every route and method does what it is for, and refuses what it must; the client holds each answer against the contract. */
export function everyRoute(client: () => DirectoryClient): void {
  describe("every route", () => {
    it("tells that all is well", async () => {
      const { data } = await client().ok("getHealth");
      expect(data).toMatchObject({ status: "ok", database: "reachable" });
      expect(data.schemaVersion).toBeGreaterThanOrEqual(1);
    });

    it("has the sample people, page by page, everybody once", async () => {
      const ids = new Set<number>();
      let cursor: string | undefined;
      do {
        const { data, meta } = await client().ok("listPersonnel", { query: { limit: 30, cursor } });
        for (const { id } of data) ids.add(id);
        cursor = meta.nextCursor;
      } while (cursor !== undefined);
      expect(ids.size).toBe(200);
      const all = await client().ok("listAll");
      expect(all.data).toHaveLength(200);
    });

    it("opens, renames and closes a location", async () => {
      const { data: made, headers } = await client().ok("createLocation", { body: { name: "Atlantis" } });
      expect(headers.get("Location")).toBe(`/locations/${made.id}`);
      const { data: renamed } = await client().ok("updateLocation", {
        id: made.id,
        headers: { "If-Match": `"${made.version}"` },
        body: { name: "New Atlantis" },
      });
      expect((await client().ok("getLocation", { id: made.id })).data).toEqual(renamed);
      const { data: listed } = await client().ok("listLocations", { query: { q: "atlantis" } });
      expect(listed).toEqual([renamed]);
      expect((await client().call("createLocation", { body: { name: "new atlantis" } })).status).toBe(409);
      expect((await client().ok("deleteLocation", { id: made.id })).status).toBe(204);
      expect((await client().call("getLocation", { id: made.id })).status).toBe(404);
    });

    it("won't remove what others stand on, and says who they are", async () => {
      const { data: location } = await client().ok("createLocation", { body: { name: "Lyonesse" } });
      const department = await client().ok("createDepartment", {
        body: { name: "Tides", locationId: location.id },
      });
      const { id } = department.data;
      const person = await client().ok("createPerson", {
        body: {
          firstName: "Iseult",
          lastName: "Ó Sé",
          jobTitle: "Harbour master",
          email: "iseult@example.com",
          departmentId: id,
        },
      });
      const refusedLocation = await client().call("deleteLocation", { id: location.id });
      expect([refusedLocation.status, refusedLocation.error.details.dependentCount]).toEqual([409, 1]);
      expect((await client().ok("listLocationDependents", { id: location.id })).data).toEqual([
        { type: "department", id, name: "Tides" },
      ]);
      expect((await client().call("deleteDepartment", { id })).status).toBe(409);
      expect((await client().ok("listDepartmentDependents", { id })).data).toEqual([
        { type: "personnel", id: person.data.id, name: expect.stringContaining("Iseult") },
      ]);
      const { data: renamed } = await client().ok("updateDepartment", {
        id,
        body: { name: "Ebb and flow", locationId: location.id, version: department.data.version },
      });
      expect((await client().ok("getDepartment", { id })).data).toMatchObject({
        name: renamed.name,
        personnelCount: 1,
      });
      expect((await client().ok("listDepartments", { query: { q: "ebb" } })).data).toHaveLength(1);
      await client().ok("deletePerson", { id: person.data.id });
      await client().ok("deleteDepartment", { id });
      await client().ok("deleteLocation", { id: location.id });
    });

    it("adds, finds, changes and removes a person", async () => {
      const person = {
        firstName: "Zoë",
        lastName: "O'Quill",
        jobTitle: "Cartographer",
        email: "zoe@example.com",
        departmentId: 1,
      };
      const { data: added, headers } = await client().ok("createPerson", { body: person });
      expect(headers.get("ETag")).toBe(`"${added.version}"`);
      const { data: found } = await client().ok("search", { query: { q: "zoe cartogr" } });
      expect(found.personnel).toEqual([added]);
      const change = { ...person, jobTitle: "Chief cartographer", version: added.version };
      const { data: changed } = await client().ok("updatePerson", { id: added.id, body: change });
      expect(changed).toMatchObject({ jobTitle: "Chief cartographer", version: added.version + 1 });
      const late = await client().call("updatePerson", { id: added.id, body: change });
      expect([late.status, late.error.details.currentVersion]).toEqual([412, changed.version]);
      expect((await client().ok("getPerson", { id: added.id })).data).toEqual(changed);
      const twin = await client().call("createPerson", { body: { ...person, email: "ZOE@example.com" } });
      expect(twin.status).toBe(409);
      const lost = await client().call("createPerson", {
        body: { ...person, email: "zoe2@example.com", departmentId: nobody },
      });
      expect(lost.status).toBe(422);
      await client().ok("deletePerson", { id: added.id, headers: { "If-Match": `"${changed.version}"` } });
      expect((await client().call("getPerson", { id: added.id })).status).toBe(404);
    });

    it("takes a file back that it gave, plain or compressed, all rows or none", async () => {
      const { text: exported } = await client().ok("exportPersonnel", { query: { limit: 3 } });
      expect(exported.split(/\r?\n/)[0]).toBe(header);
      const again = await client().call("importPersonnel", {
        headers: { "Content-Type": "text/csv" },
        body: Buffer.from(exported),
      });
      expect(again.status, "all of them are there already").toBe(422);
      const csv = Buffer.from(`${header}\r\nÅsa,Ek,Diver,asa@example.com,Wrecks,Vineta\r\n`);
      const upload = { headers: { "Content-Type": "text/csv" }, body: csv };
      expect((await client().call("importPersonnel", upload)).status, "no such department yet").toBe(422);
      const checked = await client().ok("importPersonnel", {
        ...upload,
        query: { createMissing: true, dryRun: true },
      });
      expect(checked.data).toMatchObject({ dryRun: true, rows: 1 });
      expect((await client().ok("search", { query: { q: "asa ek" } })).data.personnel).toEqual([]);
      const { data } = await client().ok("importPersonnel", {
        headers: { "Content-Type": "text/csv", "Content-Encoding": "gzip" },
        body: gzipSync(csv),
        query: { createMissing: true },
      });
      expect(data).toMatchObject({
        dryRun: false,
        rows: 1,
        departmentsCreated: ["Wrecks"],
        locationsCreated: ["Vineta"],
      });
      const { data: found } = await client().ok("search", { query: { q: "asa ek" } });
      expect(found.personnel).toHaveLength(1);
    });

    it.each([
      ["an id that is none", "getPerson", { id: "one" }, 400],
      ["a parameter that it doesn't know", "listPersonnel", { query: { colour: "red" } }, 400],
      ["a cursor that it didn't give", "listAll", { query: { cursor: "stolen" } }, 400],
      ["a search for nothing", "search", {}, 400],
      ["a body that doesn't fit", "createPerson", { body: { firstName: "" } }, 400],
      ["no JSON", "createLocation", { headers: { "Content-Type": "application/json" }, body: "{" }, 400],
      [
        "another type",
        "createLocation",
        { headers: { "Content-Type": "text/plain" }, body: "Atlantis" },
        415,
      ],
      ["a person who isn't there", "getPerson", { id: nobody }, 404],
      ["a department that isn't there", "listDepartmentDependents", { id: nobody }, 404],
      ["a location that isn't there", "deleteLocation", { id: nobody }, 404],
    ] as const)("refuses %s", async (_what, id, parts, status) => {
      const answer = await client().call(id, parts);
      expect([answer.status, answer.error.code]).toEqual([status, expect.any(String)]);
    });

    it("knows no other path or method", async () => {
      for (const [method, path] of [
        ["GET", "/nowhere"],
        ["PATCH", "/personnel/1"],
        ["DELETE", "/personnel"],
      ]) {
        const answer = await client().raw(path as string, { method: method as string });
        expect([answer.status, await answer.json()]).toEqual([
          404,
          { error: expect.objectContaining({ code: "no_such_route" }) },
        ]);
      }
    });

    it("has been tried in full", () => {
      expect([...client().succeeded].sort()).toEqual([...operationIds].sort());
    });
  });
}
