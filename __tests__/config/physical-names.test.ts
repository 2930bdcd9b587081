import { describe, expect, it } from "vitest";
import { longestEnvironment, type PhysicalNameKind, physicalName } from "../../config/physical-names";

it("joins system, environment and role", () => {
  expect(physicalName("loadBalancer", "directory", "dev")).toBe("directory-dev");
  expect(physicalName("lambda", "directory", "dev", "api")).toBe("directory-dev-api");
});

it("makes a target group's prefix of the role alone, for there's no room for more", () => {
  expect(physicalName("targetGroupPrefix", "directory", "dev", "page")).toBe("page-");
  expect(() => physicalName("targetGroupPrefix", "directory", "dev")).toThrow(
    "is made of a role, given: none",
  );
  expect(() => physicalName("targetGroupPrefix", "directory", "dev", "website")).toThrow(
    "shorten the role to 5",
  );
  expect(longestEnvironment("targetGroupPrefix", "directory", "page")).toBe(Number.POSITIVE_INFINITY);
});

it("says by how much a name is too long, and never cuts one short", () => {
  expect(() => physicalName("loadBalancer", "directory", "e".repeat(23))).toThrow(
    `a load balancer's name has at most 32 characters, given: directory-${"e".repeat(23)} (33); shorten the environment to 22`,
  );
  expect(() => physicalName("iamRole", "directory", "dev", "r".repeat(70))).toThrow("shorten the role");
});

describe("limits", () => {
  it.each<[PhysicalNameKind, number]>([
    ["loadBalancer", 32],
    ["cacheCluster", 50],
    ["databaseIdentifier", 63],
    ["lambda", 64],
    ["iamRole", 64],
    ["launchTemplate", 128],
    ["userPool", 128],
    ["webAcl", 128],
    ["ecsCluster", 255],
    ["autoScalingGroup", 255],
    ["securityGroup", 255],
    ["ecrRepository", 256],
    ["logGroup", 512],
    ["secret", 512],
  ])("%s: a name of %i characters is the longest", (kind, limit) => {
    const room = longestEnvironment(kind, "directory", "x");
    expect(physicalName(kind, "directory", "e".repeat(room), "x")).toHaveLength(limit);
    expect(() => physicalName(kind, "directory", "e".repeat(room + 1), "x")).toThrow(
      `shorten the environment to ${room}`,
    );
  });
});

describe("characters", () => {
  it.each<[PhysicalNameKind, string, string]>([
    ["loadBalancer", "internal", "dev"],
    ["loadBalancer", "a_b", "dev"],
    ["loadBalancer", "a", "dev-"],
    ["databaseIdentifier", "1a", "dev"],
    ["databaseIdentifier", "a", "dev--x"],
    ["databaseIdentifier", "a", "dev-"],
    ["cacheCluster", "ha_web", "dev"],
    ["cacheCluster", "ha-web", "Dev"],
    ["launchTemplate", "ha:web", "dev"],
    ["ecrRepository", "A", "dev"],
    ["securityGroup", "sg", "dev"],
    ["lambda", "a.b", "dev"],
    ["kmsAlias", "aws", "dev"],
  ])("%s can't be %s-%s", (kind, system, environment) => {
    expect(() => physicalName(kind, system, environment)).toThrow("choose another environment or role");
  });

  it("refuses a secret's name that looks like the end of an ARN: a hyphen and six characters", () => {
    expect(() => physicalName("secret", "directory", "dev", "master")).toThrow(/exactly six/);
    expect(physicalName("secret", "directory", "dev", "api-user")).toBe("directory-dev-api-user");
  });
});
