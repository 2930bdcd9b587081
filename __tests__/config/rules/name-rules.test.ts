import { expect, it } from "vitest";
import { synthesizeInto } from "../../support/synthesized";
import { problemsOf } from "../problems-of";

const longest = "e".repeat(22);

it("takes an environment that just fits", () => {
  expect(problemsOf({ environment: longest })).toEqual([]);
});

it("knows the tightest names: with an environment that just fits, every stack builds with every option on", () => {
  const domain = { name: "people.example.com", zoneId: "Z0123456789ABCDEFGHIJ" };
  const cognito = { enabled: true, domainPrefix: "acme" };
  const context = {
    preset: "prod",
    environment: longest,
    backend: { bucket: "acme-states" },
    directory: { domain, cognito, egress: "endpoints", containerEgressCidrs: [] },
  };
  expect(synthesizeInto(context).stacks.map(({ name }) => name)).toContain("directory-api");
});

it("says how many characters fit, and which name is the tight one", () => {
  expect(problemsOf({ environment: `${longest}e` })).toEqual([
    {
      key: "environment",
      given: `${longest}e`,
      allowed: "at most 22 characters, and only what every name of directory may hold",
      hint: expect.stringMatching(/^a load balancer's name .* \(33\); shorten the environment to 22$/),
    },
  ]);
});

it("leaves a misspelt environment to the schema, which says what is wrong with it", () => {
  expect(problemsOf({ environment: "E".repeat(40) }).map(({ key }) => key)).toEqual(["environment"]);
});
