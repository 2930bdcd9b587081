import { describe, expect, it } from "vitest";
import { systemKeys } from "../../../config/settings";
import { problemsOf, systemProblems } from "../problems-of";

const name = "people.example.com";
const zoneId = "Z0123456789ABCDEFGHIJ";
const certificateIn = (region: string) =>
  `arn:aws:acm:${region}:111122223333:certificate/12345678-1234-1234-1234-123456789012`;

describe.each(systemKeys)("the domain of %s", (system) => {
  it.each([
    { name, zoneId },
    { name, certificateArn: certificateIn("eu-west-1") },
    { name, zoneId, certificateArn: certificateIn("eu-west-1") },
  ])("takes %j", (domain) => {
    expect(systemProblems(system, { domain })).toEqual([]);
  });

  it("needs a certificate or a zone to have one made", () => {
    expect(systemProblems(system, { domain: { name } })).toEqual([
      {
        key: `${system}.domain`,
        given: { name },
        allowed: "a name with certificateArn, zoneId or both",
        hint: expect.stringContaining("the zone's id"),
      },
    ]);
  });

  it("needs a certificate of its region", () => {
    expect(systemProblems(system, { domain: { name, certificateArn: certificateIn("us-east-1") } })).toEqual([
      {
        key: `${system}.domain.certificateArn`,
        given: certificateIn("us-east-1"),
        allowed: expect.stringContaining("a certificate of the region eu-west-1"),
        hint: expect.stringContaining("give zoneId instead"),
      },
    ]);
  });
});

it("two systems can't have one name", () => {
  const domain = { name, zoneId };
  expect(problemsOf({ directory: { domain }, haWeb: { domain } })).toEqual([
    {
      key: "haWeb.domain.name",
      given: name,
      allowed: "a name of its own: directory.domain.name is the same",
      hint: "choose another host name in the zone",
    },
  ]);
  const other = { name: "blog.example.com", zoneId };
  expect(problemsOf({ directory: { domain }, haWeb: { domain: other } })).toEqual([]);
});
