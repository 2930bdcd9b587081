import { describe, expect, it } from "vitest";
import { routes } from "../../functions/directory/http/routes";
import type { DirectoryClient } from "./support/directory-client";

const stranger = "https://evil.example.com";
const paths = [...new Set(Object.values(routes).map(({ path }) => path))];

/** What a browser needs to let a page read the answers, and what keeps other pages out. */
export function crossOrigin(client: () => DirectoryClient, site: () => string): void {
  describe("a page in a browser", () => {
    const preflight = (path: string, Origin: string) =>
      client().raw(path.replace("{id}", "1"), {
        method: "OPTIONS",
        headers: { Origin, "Access-Control-Request-Method": "PUT" },
      });

    it.each(paths)("may ask beforehand for %s", async (path) => {
      const answer = await preflight(path, site());
      expect([answer.status, await answer.text()]).toEqual([204, ""]);
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(site());
      const offered = Object.values(routes).filter((route) => route.path === path);
      const allowed = answer.headers.get("Access-Control-Allow-Methods")?.split(",") ?? [];
      expect(allowed.sort()).toEqual([...offered.map(({ method }) => method), "OPTIONS"].sort());
      expect(answer.headers.get("Access-Control-Allow-Headers")).toContain("If-Match");
    });

    it("may read answers and what stands in their headers", async () => {
      const { headers } = await client().ok("getPerson", { headers: { Origin: site() } });
      expect(headers.get("Access-Control-Allow-Origin")).toBe(site());
      expect(headers.get("Access-Control-Expose-Headers")).toContain("ETag");
    });

    it("may read errors, whoever made them", async () => {
      const asked: [string, RequestInit, number][] = [
        ["/personnel/2147483647", {}, 404],
        ["/nowhere", {}, 404],
        ["/search", {}, 400],
        ["/locations", { method: "POST", body: "{", headers: { "Content-Type": "application/json" } }, 400],
        ["/personnel/1", { method: "DELETE", headers: { "If-Match": '"999"' } }, 412],
        ["/personnel/import", { method: "POST", body: new Uint8Array(11 * 1024 * 1024) }, 413],
      ];
      for (const [path, request, status] of asked) {
        const headers = { Origin: site(), ...request.headers };
        const answer = await client().raw(path, { ...request, headers });
        expect([answer.status, await answer.json()], path).toEqual([
          status,
          { error: expect.objectContaining({ code: expect.any(String), message: expect.any(String) }) },
        ]);
        expect(answer.headers.get("Access-Control-Allow-Origin"), path).toBe(site());
        expect(answer.headers.get("Vary"), path).toContain("Origin");
      }
    });

    it("of somebody else may read nothing", async () => {
      const { headers } = await client().ok("getPerson", { headers: { Origin: stranger } });
      expect(headers.get("Access-Control-Allow-Origin")).not.toBe(stranger);
      expect(headers.get("Access-Control-Allow-Origin")).not.toBe("*");
      const answer = await preflight("/personnel", stranger);
      expect(answer.headers.get("Access-Control-Allow-Origin")).not.toBe(stranger);
    });
  });
}
