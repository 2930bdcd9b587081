import { expect, it } from "vitest";
import { problemsOf } from "../problems-of";

it("takes what AWS takes", () => {
  const tags = {
    Team: "people + culture",
    "cost:centre": "4711",
    Größe: "",
    ["n".repeat(128)]: "v".repeat(256),
  };
  expect(problemsOf({ tags })).toEqual([]);
});

it.each(["System", "environment", "LAYER", "ManagedBy", "Repository", "Name"])(
  "refuses our own tag %s in any case",
  (name) => {
    expect(problemsOf({ tags: { [name]: "x" } })).toEqual([
      {
        key: `tags.${name}`,
        given: "x",
        allowed: expect.stringMatching(/^another name: \w+ is set by Strata itself$/),
        hint: "rename or remove it",
      },
    ]);
  },
);

it.each(["aws:team", "AWS:team"])("refuses %s, which AWS keeps for itself", (name) => {
  expect(problemsOf({ tags: { [name]: "x" } })).toMatchObject([
    { key: `tags.${name}`, allowed: "another name: AWS keeps names that start with aws:" },
  ]);
});

it.each(["", "a,b", "n".repeat(129)])("refuses the name %j", (name) => {
  expect(problemsOf({ tags: { [name]: "x" } })).toMatchObject([
    { key: `tags.${name}`, given: name, allowed: expect.stringContaining("1 to 128"), hint: "rename it" },
  ]);
});

it.each(["a;b", "v".repeat(257)])("refuses the value %j", (value) => {
  expect(problemsOf({ tags: { Team: value } })).toMatchObject([
    { key: "tags.Team", given: value, allowed: expect.stringContaining("up to 256") },
  ]);
});

it("refuses two names that IAM can't tell apart", () => {
  expect(problemsOf({ tags: { Team: "a", team: "b" } })).toEqual([
    {
      key: "tags.team",
      given: "b",
      allowed: expect.stringContaining("differs from Team by more than case"),
      hint: "remove one",
    },
  ]);
});

it("refuses more than fit beside our own", () => {
  const tags = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, ""]));
  expect(problemsOf({ tags: tags(44) })).toEqual([]);
  expect(problemsOf({ tags: tags(46) })).toEqual([
    { key: "tags", given: "46 tags", allowed: "at most 44: AWS takes 50 and 6 are ours", hint: "remove 2" },
  ]);
});
