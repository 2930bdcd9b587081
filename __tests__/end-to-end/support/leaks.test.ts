import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { findLeaks } from "./leaks";

const secret = 'p<a"s&s/w ö+rd=123';
const inJson = JSON.stringify({ username: "directory", password: secret });

const found = (content: string | Uint8Array, secrets = [secret]) =>
  findLeaks([{ name: "state", content: Buffer.from(content) }], secrets).map(({ spelling }) => spelling);

describe("the search for leaked secrets", () => {
  it.each([
    ["as it is", secret],
    ["in JSON", inJson],
    ["in JSON in JSON", JSON.stringify({ secret_string: inJson })],
    ["in JSON as Go writes it", inJson.replace("<", "\\u003c").replace("&", "\\u0026")],
    ["in a URL", `mysql://directory:${encodeURIComponent(secret)}@localhost`],
    ["in a form", new URLSearchParams({ password: secret }).toString()],
    ["in hexadecimal", Buffer.from(secret).toString("hex")],
  ])("finds one %s", (_where, text) => {
    expect(found(`{"outputs": ${text}}`)).not.toEqual([]);
  });

  it.each([0, 1, 2, 3, 4])("finds one in the base64 of a text, %i bytes after its start", (offset) => {
    const text = `${"x".repeat(offset)}${secret} and more`;
    expect(found(Buffer.from(text).toString("base64"))).toContain("base64");
    expect(found(Buffer.from(text).toString("base64url"))).toContain("base64url");
  });

  it("finds one in an archive and in a compressed file", () => {
    const plan = zipSync({ tfstate: strToU8(inJson), nested: zipSync({ config: strToU8(secret) }) });
    expect(findLeaks([{ name: "plan", content: Buffer.from(plan) }], [secret])).toEqual(
      expect.arrayContaining([
        { exhibit: "plan!tfstate", spelling: "JSON" },
        { exhibit: "plan!nested!config", spelling: "plain" },
      ]),
    );
    expect(found(gzipSync(inJson))).toContain("JSON");
  });

  it("finds none where there is none, and doesn't take a part for the whole", () => {
    expect(found(`{"password": "${secret.slice(0, -1)}"}`)).toEqual([]);
    expect(found("")).toEqual([]);
  });

  it("says where, and never what", () => {
    const leaks = findLeaks([{ name: "state", content: Buffer.from(inJson) }], [secret]);
    expect(JSON.stringify(leaks)).not.toContain("ö+rd");
  });

  it("refuses to look for what would be found everywhere", () => {
    expect(() => found("admin", ["admin"])).toThrow("proves nothing");
  });
});
