import { describe, expect, it } from "vitest";
import { directoryProblems } from "../problems-of";

const name = "people.example.com";
const zoneId = "Z0123456789ABCDEFGHIJ";

describe("cognito", () => {
  it("works with a domain and a prefix", () => {
    expect(
      directoryProblems({ domain: { name, zoneId }, cognito: { enabled: true, domainPrefix: "acme" } }),
    ).toEqual([]);
  });

  it("needs a prefix", () => {
    expect(directoryProblems({ domain: { name, zoneId }, cognito: { enabled: true } })).toEqual([
      {
        key: "directory.cognito.domainPrefix",
        allowed: expect.stringContaining("since directory.cognito.enabled is true"),
        hint: expect.stringContaining("acme-directory"),
      },
    ]);
  });

  it.each([
    "http://people.example.com/",
    "https://people.example.com/#top",
    "people.example.com",
    "javascript:alert(1)",
  ])("returns nobody to %s", (url) => {
    expect(directoryProblems({ cognito: { callbackUrls: ["http://localhost:3000/", url] } })).toEqual([
      {
        key: "directory.cognito.callbackUrls[1]",
        given: url,
        allowed: "an https:// address without fragment (http:// only for localhost)",
        hint: "write for example https://people.example.com/",
      },
    ]);
  });
});

describe("CORS origins", () => {
  it.each([
    "https://people.example.com",
    "https://people.example.com:8443",
    "http://localhost:5173",
    "http://127.0.0.1",
  ])("may be %s", (origin) => {
    expect(directoryProblems({ api: { corsOrigins: [origin] } })).toEqual([]);
  });

  it.each([
    ["*", "name each site, as https://people.example.com"],
    ["https://*.example.com", "name each site, as https://people.example.com"],
    ["null", "name each site, as https://people.example.com"],
    ["https://people.example.com/", "write https://people.example.com"],
    ["https://people.example.com/staff?x=1", "write https://people.example.com"],
    ["https://People.example.com", "write https://people.example.com"],
    ["https://people.example.com:443", "write https://people.example.com"],
    ["https://user:password@people.example.com", "write https://people.example.com"],
    ["http://people.example.com", "write https://people.example.com"],
    ["http://localhost:5173/", "write http://localhost:5173"],
  ])("may not be %s: %s", (origin, hint) => {
    expect(directoryProblems({ api: { corsOrigins: [origin] } })).toEqual([
      {
        key: "directory.api.corsOrigins[0]",
        given: origin,
        allowed: expect.stringContaining("an exact origin"),
        hint,
      },
    ]);
  });
});
