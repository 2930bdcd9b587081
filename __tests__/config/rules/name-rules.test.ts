import { expect, it } from "vitest";
import { problemsOf } from "../problems-of";

it("takes an environment that just fits", () => {
  expect(problemsOf({ environment: "e".repeat(22) })).toEqual([]);
});

it("says how many characters fit, and which name is the tight one", () => {
  expect(problemsOf({ environment: "e".repeat(23) })).toEqual([
    {
      key: "environment",
      given: "e".repeat(23),
      allowed: "at most 22 characters, and only what every name of directory may hold",
      hint: expect.stringMatching(/^a load balancer's name .* \(33\); shorten the environment to 22$/),
    },
  ]);
});

it("leaves a misspelt environment to the schema, which says what is wrong with it", () => {
  expect(problemsOf({ environment: "E".repeat(40) }).map(({ key }) => key)).toEqual(["environment"]);
});
