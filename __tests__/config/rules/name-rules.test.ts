import { describe, expect, it } from "vitest";
import { systemNames } from "../../../config/settings";
import { synthesizeInto } from "../../support/synthesized";
import { problemsOf } from "../problems-of";

const zoneId = "Z0123456789ABCDEFGHIJ";

/** Every optional part of each system, so that every name is made; and how long an environment may be there. */
const systems = [
  {
    system: "directory",
    longest: 22,
    lastStack: "directory-api",
    settings: {
      domain: { name: "people.example.com", zoneId },
      cognito: { enabled: true, domainPrefix: "acme" },
      egress: "endpoints",
      containerEgressCidrs: [],
    },
    key: "directory",
  },
  {
    system: "ha-web",
    longest: 25,
    lastStack: "ha-web-compute",
    settings: { domain: { name: "blog.example.com", zoneId } },
    key: "haWeb",
  },
];

it("is tested for every system", () => {
  expect(systems.map(({ system }) => system)).toEqual(systemNames);
});

describe.each(systems)("$system", ({ system, longest, lastStack, settings, key }) => {
  const contextWith = (environment: string) => ({ preset: "prod", systems: [system], environment });

  it("takes an environment that just fits", () => {
    expect(problemsOf(contextWith("e".repeat(longest)))).toEqual([]);
  });

  it("knows the tightest names: with an environment that just fits, every stack builds with every option on", () => {
    const context = {
      ...contextWith("e".repeat(longest)),
      backend: { bucket: "acme-states" },
      [key]: settings,
    };
    expect(synthesizeInto(context).stacks.map(({ name }) => name)).toContain(lastStack);
  });

  it("says how many characters fit, and which name is the tight one", () => {
    const environment = "e".repeat(longest + 1);
    expect(problemsOf(contextWith(environment))).toEqual([
      {
        key: "environment",
        given: environment,
        allowed: `at most ${longest} characters, and only what every name of ${system} may hold`,
        hint: expect.stringMatching(
          new RegExp(`^a load balancer's name .* \\(33\\); shorten the environment to ${longest}$`),
        ),
      },
    ]);
  });
});

it("leaves a misspelt environment to the schema, which says what is wrong with it", () => {
  expect(problemsOf({ environment: "E".repeat(40) }).map(({ key }) => key)).toEqual(["environment"]);
});
