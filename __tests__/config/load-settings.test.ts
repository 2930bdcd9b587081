import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadSettings } from "../../config/load-settings";
import { settingKeys } from "../../config/schema-problems";
import { presets } from "../../config/settings";
import { SettingsError } from "../../config/settings-problem";
import { directoryProblems, problemsOf } from "./problems-of";

const longName = "a-rather-long-environment";
const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";

describe("defaults", () => {
  it("builds the cheap preset when nothing is said", () => {
    const { preset, environment, region, systems, backend, directory } = loadSettings({});
    expect({ preset, environment, region, systems, backend }).toEqual({
      preset: "dev",
      environment: "dev",
      region: "eu-west-1",
      systems: ["directory", "ha-web"],
      backend: { type: "local" },
    });
    expect(directory).toMatchObject({
      egress: "nat",
      deletionProtection: false,
      forceDestroy: true,
      logRetentionDays: 7,
      domain: null,
      database: {
        instanceClass: "db.t4g.micro",
        multiAz: false,
        performanceInsights: false,
        backupRetentionDays: 1,
        finalSnapshot: false,
      },
      service: { minCount: 2, desiredCount: 2, maxCount: 4 },
      api: { reservedConcurrency: null },
      waf: { enabled: false },
    });
  });

  it("protects data and survives a zone in prod", () => {
    expect(loadSettings({ preset: "prod" })).toMatchObject({
      environment: "prod",
      directory: {
        egress: "nat-per-az",
        deletionProtection: true,
        forceDestroy: false,
        logRetentionDays: 90,
        database: {
          instanceClass: "db.m7g.large",
          multiAz: true,
          performanceInsights: true,
          backupRetentionDays: 14,
          finalSnapshot: true,
          logExports: ["error", "slowquery"],
        },
        service: { minCount: 2, desiredCount: 2, maxCount: 10 },
        api: { reservedConcurrency: 50 },
        waf: { enabled: true },
      },
    });
  });

  it("builds a small web tier in dev, one that survives a zone in prod", () => {
    expect(loadSettings({}).haWeb).toMatchObject({
      egress: "nat",
      deletionProtection: false,
      database: { instanceClass: "db.t4g.medium", finalSnapshot: false, performanceInsights: false },
      cache: { nodeCount: 2 },
      scaling: { minCount: 1, desiredCount: 1, maxCount: 3 },
      domain: null,
    });
    expect(loadSettings({ preset: "prod" }).haWeb).toMatchObject({
      egress: "nat-per-az",
      deletionProtection: true,
      database: { instanceClass: "db.r7g.large", finalSnapshot: true, performanceInsights: true },
      cache: { nodeCount: 2 },
      scaling: { minCount: 2, desiredCount: 2, maxCount: 6 },
    });
  });

  it("never lets one caller's change reach the next caller's defaults", () => {
    loadSettings({}).directory.ingressCidrs.push("changed");
    expect(loadSettings({}).directory.ingressCidrs).toEqual(["0.0.0.0/0"]);
  });
});

describe("overrides", () => {
  it("merges objects and replaces lists", () => {
    const { directory } = loadSettings({
      preset: "prod",
      directory: { database: { multiAz: false, logExports: ["error"] } },
    });
    expect(directory.database).toMatchObject({
      multiAz: false,
      logExports: ["error"],
      instanceClass: "db.m7g.large",
    });
  });

  it("takes the zones and default state region from the region", () => {
    const settings = loadSettings({ region: "us-east-2", backend: { type: "s3", bucket: "acme-states" } });
    expect(settings.directory.network.availabilityZones.map(({ name }) => name)).toEqual([
      "us-east-2a",
      "us-east-2b",
    ]);
    expect(settings.haWeb.network.availabilityZones[1]?.name).toBe("us-east-2b");
    expect(settings.backend).toEqual({
      type: "s3",
      bucket: "acme-states",
      keyPrefix: "strata",
      region: "us-east-2",
    });
  });

  it("keeps the state bucket's name while states are still local, for the bootstrap stack", () => {
    expect(loadSettings({ backend: { bucket: "acme-states" } }).backend).toEqual({
      type: "local",
      bucket: "acme-states",
    });
  });

  it("gives the subnets as they were given, zone by zone", () => {
    const subnets = {
      public: ["10.0.1.0/24", "10.0.2.0/24"],
      app: ["10.0.3.0/24", "10.0.4.0/24"],
      data: ["10.0.5.0/24", "10.0.6.0/24"],
    };
    expect(loadSettings({ directory: { subnets } }).directory.network).toEqual({
      cidr: "10.0.0.0/16",
      availabilityZones: [
        { name: "eu-west-1a", publicCidr: "10.0.1.0/24", appCidr: "10.0.3.0/24", dataCidr: "10.0.5.0/24" },
        { name: "eu-west-1b", publicCidr: "10.0.2.0/24", appCidr: "10.0.4.0/24", dataCidr: "10.0.6.0/24" },
      ],
    });
  });

  it("leaves cdktf's own context keys alone", () => {
    const foreign = {
      cdktfRelativeModules: ["./"],
      cdktfVersion: "0.21.0",
      excludeStackIdFromLogicalIds: "true",
      allowSepCharsInLogicalIds: "true",
    };
    expect(loadSettings(foreign)).toEqual(loadSettings({}));
  });
});

describe("the mistakes that people make", () => {
  it("a typo: names the key that was meant", () => {
    expect(directoryProblems({ egres: "nat" })).toEqual([
      {
        key: "directory.egres",
        allowed: expect.stringContaining("egress"),
        hint: "did you mean directory.egress?",
      },
    ]);
  });

  it("a wrong type: shows the quotes that shouldn't be there", () => {
    expect(directoryProblems({ database: { multiAz: "true" } })).toEqual([
      {
        key: "directory.database.multiAz",
        given: "true",
        allowed: "true or false",
        hint: "write true without quotes",
      },
    ]);
  });

  it("a CIDR too small: names the smallest that works", () => {
    expect(directoryProblems({ cidr: "10.0.0.0/24" })).toEqual([
      {
        key: "directory.cidr",
        given: "10.0.0.0/24",
        allowed: expect.stringContaining("a /23 or larger"),
        hint: expect.stringContaining("the smallest that works is 10.0.0.0/23"),
      },
    ]);
  });

  it("three zones with two subnet ranges: says how many there must be, and which would do", () => {
    expect(
      directoryProblems({
        azs: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        subnets: {
          public: ["10.0.0.0/24", "10.0.1.0/24"],
          app: ["10.0.2.0/24", "10.0.3.0/24", "10.0.4.0/24"],
          data: ["10.0.5.0/24", "10.0.6.0/24", "10.0.7.0/24"],
        },
      }),
    ).toEqual([
      {
        key: "directory.subnets.public",
        given: ["10.0.0.0/24", "10.0.1.0/24"],
        allowed: "3 ranges, one for each zone (eu-west-1a, eu-west-1b, eu-west-1c)",
        hint: expect.stringContaining("10.0.0.0/20, 10.0.16.0/20, 10.0.32.0/20"),
      },
    ]);
  });

  it("a name too long for an ALB: says how long it may be", () => {
    expect(problemsOf({ environment: longName })).toEqual([
      {
        key: "environment",
        given: longName,
        allowed: "at most 22 characters, and only what every name of directory may hold",
        hint: expect.stringContaining("a load balancer's name has at most 32 characters"),
      },
    ]);
  });

  it("cognito without HTTPS: says what gives HTTPS", () => {
    expect(directoryProblems({ cognito: { enabled: true, domainPrefix: "acme" } })).toEqual([
      {
        key: "directory.cognito.enabled",
        given: true,
        allowed: expect.stringContaining("https://"),
        hint: "set directory.domain.name, and certificateArn or zoneId",
      },
    ]);
  });

  it("a certificate without a domain: asks for the name", () => {
    expect(directoryProblems({ domain: { certificateArn } })).toEqual([
      {
        key: "directory.domain.name",
        allowed: "a full host name in lower case, as people.example.com",
        hint: "it is missing",
      },
    ]);
    expect(directoryProblems({ certificateArn })).toEqual([
      expect.objectContaining({
        key: "directory.certificateArn",
        hint: "did you mean directory.domain.certificateArn?",
      }),
    ]);
  });
});

describe("reporting", () => {
  it("reports everything at once: wrong values, unknown keys and broken rules about the sound values", () => {
    const keys = problemsOf({
      environment: longName,
      regoin: "eu-west-1",
      directory: { database: { multiAz: "yes", maxAllocatedStorageGib: 21 }, cidr: "10.0.0.0/28" },
    }).map(({ key }) => key);
    expect(keys).toEqual([
      "directory.database.multiAz",
      "regoin",
      "environment",
      "directory.cidr",
      "directory.database.maxAllocatedStorageGib",
    ]);
  });

  it("checks the rest as dev when the preset is unknown", () => {
    expect(problemsOf({ preset: "prd", directory: { cidr: "10.0.0.0" } })).toMatchObject([
      { key: "preset", given: "prd", allowed: '"dev" | "prod"', hint: 'did you mean "prod"?' },
      { key: "directory.cidr" },
    ]);
  });

  it("prints a problem as key, value given, what is allowed and a hint", () => {
    expect(() => loadSettings({ preset: "prd" })).toThrow(
      [
        "The settings have 1 problem; nothing was written.",
        "",
        "  preset",
        '    given    "prd"',
        '    allowed  "dev" | "prod"',
        '    hint     did you mean "prod"?',
      ].join("\n"),
    );
  });

  it("cuts a long value short and never repeats the value of an unknown key", () => {
    const message = new SettingsError([...problemsOf({ region: "x".repeat(500), password: "hunter2" })])
      .message;
    expect(message).toContain(`given    "${"x".repeat(119)}…`);
    expect(message).toContain("password");
    expect(message).not.toContain("hunter2");
  });

  it("answers any nonsense in any place with a settings error, never another one", () => {
    const nonsense = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom("", "::", "0.0.0.0/0", "10.0.0.0/33", [], [[]], {}, null, -1, 1e99, "arn:aws:::", "*", [
        null,
      ]),
    );
    const places = presets.flatMap((preset) =>
      settingKeys().map((key) => ({ preset, path: key.split(".") })),
    );
    fc.assert(
      fc.property(nonsense, (value) => {
        for (const { preset, path } of places) problemsOf({ preset, ...nested(path, value) });
      }),
      { numRuns: 5 },
    );
  });
});

function nested([name = "", ...rest]: string[], value: unknown): Record<string, unknown> {
  return { [name]: rest.length === 0 ? value : nested(rest, value) };
}
