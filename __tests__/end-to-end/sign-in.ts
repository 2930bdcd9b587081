import { describe, expect, it } from "vitest";
import {
  type OperationId,
  operationIds,
  type Role,
  roles,
  routes,
} from "../../functions/directory/http/routes";
import { DirectoryClient, type HttpRequestParts } from "./support/directory-client";
import type { RunningDemo } from "./support/running-demo";

const nobody = 2_147_483_647;

/** A request of each operation that is fit to be judged: what it asks for is allowed or not, but changes nothing. */
function harmless(id: OperationId): HttpRequestParts {
  const { method } = routes[id];
  if (id === "search") return { query: { q: "smith" } };
  if (id === "importPersonnel") {
    return {
      query: { dryRun: true },
      headers: { "Content-Type": "text/csv" },
      body: Buffer.from("firstName"),
    };
  }
  if (method === "GET") return { id: 1 };
  return { id: nobody, ...(method === "DELETE" ? {} : { body: bodies[id] }) };
}

const person = { firstName: "Ada", lastName: "Byron", jobTitle: "Analyst", email: "ada@example.com" };
/** A location or department that isn't there, a name that is taken. */
const bodies: Partial<Record<OperationId, object>> = {
  createPerson: { ...person, departmentId: nobody },
  updatePerson: { ...person, departmentId: 1, version: 1 },
  createDepartment: { name: "Nowhere", locationId: nobody },
  updateDepartment: { name: "Nowhere", locationId: 1, version: 1 },
  updateLocation: { name: "Nowhere", version: 1 },
};

/** With Cognito on: nobody gets in without a token of the deployed pool, and everybody only as far as their group. */
export function signIn(demo: () => RunningDemo): void {
  describe("with sign-in", () => {
    const origin = { Origin: "https://directory.example.com" };
    const as = (token: string | undefined) =>
      new DirectoryClient(demo().apiUrl, {
        ...origin,
        ...(token === undefined ? {} : { Authorization: token }),
      });
    const guarded = operationIds.filter((id) => routes[id].role !== "none");

    it("has no guard before /health and the preflights", async () => {
      await as(undefined).ok("getHealth");
      const preflight = await as(undefined).raw("/personnel", { method: "OPTIONS", headers: origin });
      expect(preflight.status).toBe(204);
    });

    it.each(guarded)("lets nobody call %s without a token", async (id) => {
      for (const token of [undefined, "hello", forged(demo().token("viewer"))]) {
        const answer = await as(token).call(id, harmless(id));
        expect([answer.status, answer.error.code]).toEqual([401, "not_signed_in"]);
        expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(origin.Origin);
      }
    });

    it.each(roles)("lets a %s do what the role may, and no more", async (role) => {
      const client = as(demo().token(role));
      for (const id of guarded) {
        const answer = await client.call(
          id,
          id === "createLocation" ? { body: { name: `By ${role}` } } : harmless(id),
        );
        const mayCall = roles.indexOf(role) >= roles.indexOf(routes[id].role as Role);
        if (mayCall) expect([200, 201, 400, 404, 422], `${id}: ${answer.text}`).toContain(answer.status);
        else expect([answer.status, answer.error.code], id).toEqual([403, "not_allowed"]);
      }
    });

    it("takes a token with the word Bearer too", async () => {
      await as(`Bearer ${demo().token("viewer")}`).ok("listAll");
    });
  });
}

/** A token whose bearer has made himself an administrator. */
function forged(token: string): string {
  const [header, payload = "", signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const better = Buffer.from(JSON.stringify({ ...claims, "cognito:groups": ["admin"] })).toString(
    "base64url",
  );
  return [header, better, signature].join(".");
}
