import { describe, expect, it } from "vitest";
import { settingKeys } from "../../config/schema-problems";
import type { SettingsProblem } from "../../config/settings-problem";
import { problemsOf } from "./problems-of";

/** For every setting: values that must be refused, and ones that are at the edge of what is taken. */
const values: Record<string, { refused: unknown[]; taken: unknown[] }> = {
  preset: { refused: ["staging", 1, null], taken: ["dev", "prod"] },
  environment: {
    refused: ["", "Dev", "1st", "a--b", "a-", "a_b", null],
    taken: ["d", "qa2-blue", "a".repeat(22)],
  },
  region: {
    refused: ["eu-wset-1", "eu-west", "us-gov-west-1", "cn-north-1", "EU-WEST-1"],
    taken: ["us-east-1", "ap-southeast-7", "il-central-1", "mx-central-1"],
  },
  systems: {
    refused: [[], ["directry"], ["directory", "directory"], "directory"],
    taken: [["directory"], ["ha-web"], ["ha-web", "directory"]],
  },
  repository: { refused: ["", "a;b", "x".repeat(257)], taken: ["https://example.com/acme/people.git"] },
  tags: { refused: [[], { Team: 1 }, null], taken: [{}, { Team: "people" }] },
  "backend.type": { refused: ["s3 ", "gcs"], taken: ["local"] },
  "backend.bucket": {
    refused: ["ab", "Acme", "acme.states", "-acme", "xn--acme", "acme-s3alias", "a".repeat(64)],
    taken: ["acme-states", "a".repeat(63)],
  },
  "backend.keyPrefix": { refused: ["", "/a", "a/", "a//b"], taken: ["a", "a/b.c"] },
  "backend.region": { refused: ["somewhere"], taken: ["eu-north-1"] },
  "backend.kmsKeyId": { refused: ["key", "arn:aws:kms:eu-west-1:1:key/x"], taken: ["alias/states"] },
  "directory.cidr": { refused: [10, null], taken: ["10.1.0.0/16"] },
  "directory.azs": {
    refused: [["eu-west-1a"], ["eu-west-1a", "eu-west-1a"], "eu-west-1a", ["a", "b", "c", "d"]],
    taken: [["eu-west-1a", "eu-west-1c"]],
  },
  "directory.subnets.public": { refused: ["10.0.0.0/24"], taken: [] },
  "directory.subnets.app": { refused: ["10.0.0.0/24"], taken: [] },
  "directory.subnets.data": { refused: ["10.0.0.0/24"], taken: [] },
  "directory.egress": { refused: ["nats", true], taken: ["nat-per-az", "nat", "endpoints"] },
  "directory.ingressCidrs": {
    refused: [[], "0.0.0.0/0", ["10.0.0.0/8", "10.0.0.0/8"]],
    taken: [["203.0.113.0/24", "198.51.100.7/32"]],
  },
  "directory.containerEgressCidrs": { refused: ["0.0.0.0/0", [1]], taken: [["10.0.0.0/16"]] },
  "directory.logRetentionDays": { refused: [0, 2, 8, "7", 3654], taken: [1, 3653] },
  "directory.alarmActions": {
    refused: [["topic"], ["arn:aws:sqs:eu-west-1:111122223333:queue"]],
    taken: [["arn:aws:sns:eu-west-1:111122223333:on-call"]],
  },
  "directory.deletionProtection": { refused: ["no", 0], taken: [true, false] },
  "directory.forceDestroy": { refused: ["no", 0], taken: [true, false] },
  "directory.database.instanceClass": {
    refused: ["t4g.micro", "db.t2.micro", "db.m4.large", "db.t4g.tiny", "db.t4g"],
    taken: ["db.t3.medium", "db.m8g.24xlarge", "db.r6gd.xlarge", "db.x2iedn.4xlarge"],
  },
  "directory.database.allocatedStorageGib": { refused: [19, 20.5, "20"], taken: [20, 50] },
  "directory.database.maxAllocatedStorageGib": { refused: [19, 65_537], taken: [20, 65_536] },
  "directory.database.multiAz": { refused: [1], taken: [true, false] },
  "directory.database.backupRetentionDays": { refused: [-1, 36], taken: [0, 35] },
  "directory.database.finalSnapshot": { refused: ["yes"], taken: [true, false] },
  "directory.database.performanceInsights": { refused: ["yes"], taken: [false] },
  "directory.database.logExports": {
    refused: [["audit"], ["error", "error"], "error"],
    taken: [[], ["error", "general", "slowquery"]],
  },
  "directory.image": {
    refused: [
      "latest",
      "",
      "-1",
      "a b",
      `sha256:${"a".repeat(63)}`,
      `sha256:${"A".repeat(64)}`,
      "a".repeat(129),
    ],
    taken: ["1.2.3-rc.1", `sha256:${"a".repeat(64)}`, "a".repeat(128)],
  },
  "directory.container.port": { refused: [0, 65_536, "80"], taken: [1, 65_535] },
  "directory.container.cpu": { refused: [128, "256"], taken: [256] },
  "directory.container.memoryMib": { refused: [256], taken: [2048] },
  "directory.container.architecture": { refused: ["arm64"], taken: ["ARM64", "X86_64"] },
  "directory.container.healthCheckPath": {
    refused: ["health", "/a b", "/$(reboot)", "/a&b", `/${"a".repeat(1024)}`],
    taken: ["/", "/health/live.txt"],
  },
  "directory.service.desiredCount": { refused: [0, 1001, 2.5], taken: [3] },
  "directory.service.minCount": { refused: [0], taken: [1] },
  "directory.service.maxCount": { refused: [0], taken: [1000] },
  "directory.service.cpuTargetPercent": { refused: [9, 91], taken: [10, 90] },
  "directory.domain.name": {
    refused: ["example", "People.example.com", "https://a.example", "a..b.example", 5],
    taken: [],
  },
  "directory.domain.certificateArn": {
    refused: ["arn:aws:iam::111122223333:server-certificate/x"],
    taken: [],
  },
  "directory.domain.zoneId": { refused: ["example.com", "z123"], taken: [] },
  "directory.api.stageName": { refused: ["", "v 1", "v/1"], taken: ["v1", "a".repeat(128)] },
  "directory.api.memoryMib": { refused: [127, 10_241], taken: [128, 10_240] },
  "directory.api.timeoutSeconds": { refused: [4, 29], taken: [5, 28] },
  "directory.api.reservedConcurrency": { refused: [-1, "20"], taken: [null, 0, 50] },
  "directory.api.throttleRateLimit": { refused: [0, 10_001], taken: [1, 10_000] },
  "directory.api.throttleBurstLimit": { refused: [0, 5001], taken: [1, 5000] },
  "directory.api.corsOrigins": {
    refused: ["https://a.example", ["https://a.example", "https://a.example"]],
    taken: [[]],
  },
  "directory.api.manageAccountLogging": { refused: ["true"], taken: [true, false] },
  "directory.api.logLevel": { refused: ["info", "TRACE"], taken: ["DEBUG", "INFO", "WARN", "ERROR"] },
  "directory.cognito.enabled": { refused: ["true"], taken: [false] },
  "directory.cognito.domainPrefix": {
    refused: ["Acme", "my-aws-login", "amazonian", "cognito1", "-a", "a".repeat(64)],
    taken: ["acme-directory"],
  },
  "directory.cognito.callbackUrls": { refused: ["https://a.example/"], taken: [["https://a.example/"]] },
  "directory.waf.enabled": { refused: ["on"], taken: [true, false] },
  "directory.waf.rateLimit": { refused: [9], taken: [10] },
  "haWeb.cidr": { refused: [10, null], taken: ["192.168.0.0/16"] },
  "haWeb.azs": {
    refused: [["eu-west-1a"], ["eu-west-1a", "eu-west-1a"], "eu-west-1a", ["a", "b", "c", "d"]],
    taken: [["eu-west-1a", "eu-west-1c"]],
  },
  "haWeb.subnets.public": { refused: ["192.168.0.0/24"], taken: [] },
  "haWeb.subnets.app": { refused: ["192.168.0.0/24"], taken: [] },
  "haWeb.subnets.data": { refused: ["192.168.0.0/24"], taken: [] },
  "haWeb.egress": { refused: ["endpoints", "none", false], taken: ["nat-per-az", "nat"] },
  "haWeb.ingressCidrs": {
    refused: [[], "0.0.0.0/0", ["10.0.0.0/8", "10.0.0.0/8"]],
    taken: [["203.0.113.0/24"]],
  },
  "haWeb.logRetentionDays": { refused: [0, 2, "7"], taken: [1, 3653] },
  "haWeb.alarmActions": {
    refused: [["topic"], ["arn:aws:sqs:eu-west-1:111122223333:queue"]],
    taken: [["arn:aws:sns:eu-west-1:111122223333:on-call"]],
  },
  "haWeb.deletionProtection": { refused: ["no", 0], taken: [true, false] },
  "haWeb.database.instanceClass": {
    refused: [
      "r6g.large",
      "db.t4g.small",
      "db.t3.xlarge",
      "db.t2.medium",
      "db.m7g.large",
      "db.r4.large",
      "db.r6gd.large",
      "db.r7g.medium",
      "db.r7g.2large",
      "db.serverless",
    ],
    taken: [
      "db.t3.medium",
      "db.t4g.large",
      "db.r5.24xlarge",
      "db.r6i.xlarge",
      "db.r8g.48xlarge",
      "db.x2g.large",
    ],
  },
  "haWeb.database.backupRetentionDays": { refused: [0, 36], taken: [1, 35] },
  "haWeb.database.finalSnapshot": { refused: ["yes"], taken: [true, false] },
  "haWeb.database.performanceInsights": { refused: ["yes"], taken: [true, false] },
  "haWeb.cache.nodeType": {
    refused: ["t4g.micro", "cache.t2.micro", "cache.t4g.large", "cache.x2g.large", "cache.m7.large"],
    taken: ["cache.t3.medium", "cache.m7g.large", "cache.r6g.12xlarge", "cache.c7gn.xlarge"],
  },
  "haWeb.cache.nodeCount": { refused: [0, 41, "2"], taken: [2, 40] },
  "haWeb.instance.type": {
    refused: ["t4g", "t4g.nano", "t2.micro", "a1.medium", "m4.large", "t4g.large2", "p5.48xlarge"],
    taken: ["t3.micro", "t3a.2xlarge", "m7i-flex.large", "c7gn.medium", "r8gd.24xlarge"],
  },
  "haWeb.instance.imageId": {
    refused: ["al2023", "ami-123", "ami-0123456789ABCDEF0", "ami-0123456789"],
    taken: [null, "ami-12345678", "ami-0123456789abcdef0"],
  },
  "haWeb.instance.rootVolumeGib": { refused: [7, 1025], taken: [8, 1024] },
  "haWeb.scaling.minCount": { refused: [0, 1001], taken: [1] },
  "haWeb.scaling.maxCount": { refused: [0, 1001], taken: [1, 3] },
  "haWeb.scaling.desiredCount": { refused: [0, 1.5], taken: [1] },
  "haWeb.scaling.cpuTargetPercent": { refused: [9, 91], taken: [10, 90] },
  "haWeb.domain.name": { refused: ["example", "Blog.example.com", "a..b.example"], taken: [] },
  "haWeb.domain.certificateArn": { refused: ["arn:aws:iam::111122223333:server-certificate/x"], taken: [] },
  "haWeb.domain.zoneId": { refused: ["example.com", "z123"], taken: [] },
  "haWeb.site.title": {
    refused: ["", " ", "a\nb", "a\u0000", " a", "a ", "x".repeat(101)],
    taken: ['Ada\'s "Café" & Co. $(date)', "日本語", "x".repeat(100)],
  },
  "haWeb.site.adminUser": {
    refused: ["", "admin", "Administrator", "root", "a b", "-a", "jürgen", "a".repeat(61)],
    taken: ["ada.lovelace", "ops@example.com", "a".repeat(60)],
  },
  "haWeb.site.adminEmail": {
    refused: ["", "ada", "ada@", "ada@example", "a b@example.com", `${"a".repeat(90)}@example.com`],
    taken: ["ada@example.com", "ada+blog@mail.example.com"],
  },
  "haWeb.site.wordpressVersion": {
    refused: ["latest", "6", "6.9.0", "6.10", "v6.9", "6.9-RC1", "5.9.10", 6.9],
    taken: ["6.9", "6.8.3", "7.0.12"],
  },
};

function contextWith(key: string, value: unknown): Record<string, unknown> {
  return key.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<
    string,
    unknown
  >;
}

describe("every setting", () => {
  it("is covered here", () => {
    expect(Object.keys(values).sort()).toEqual(settingKeys().sort());
  });

  for (const [key, { refused, taken }] of Object.entries(values)) {
    it.each(refused.map((value) => ({ value, json: JSON.stringify(value) })))(
      `${key} refuses $json and says what is allowed`,
      ({ value }) => {
        expect(problemsWithin(key, value)[0]?.allowed).toMatch(/\S/);
      },
    );

    it.each(taken.map((value) => ({ value, json: JSON.stringify(value) })))(
      `${key} takes $json`,
      ({ value }) => {
        expect(problemsWithin(key, value)).toEqual([]);
      },
    );
  }
});

/** The problems of the setting itself or of an entry in it, when it alone is changed. */
function problemsWithin(key: string, value: unknown): SettingsProblem[] {
  return problemsOf(contextWith(key, value)).filter((problem) =>
    new RegExp(`^${key}($|[.[])`).test(problem.key),
  );
}

describe("hints about single values", () => {
  it("suggests the nearest of a few values", () => {
    expect(problemsOf(contextWith("directory.egress", "nat-per-zone"))[0]?.hint).toBe(
      'did you mean "nat-per-az"?',
    );
    expect(problemsOf(contextWith("directory.api.logLevel", "info"))[0]?.hint).toBe('did you mean "INFO"?');
  });

  it("suggests nothing where nothing is alike", () => {
    expect(problemsOf(contextWith("directory.egress", "zzzzzzzz"))[0]).not.toHaveProperty("hint");
    expect(problemsOf({ zzzzzzzzzzzz: 1 })[0]?.hint).toBe("remove it");
  });

  it("explains why the administrator isn't called admin", () => {
    expect(problemsOf(contextWith("haWeb.site.adminUser", "Admin"))[0]?.hint).toMatch(/isn't guessed/);
  });

  it("explains why an image can't be called latest", () => {
    expect(problemsOf(contextWith("directory.image", "latest"))[0]?.hint).toMatch(/immutable/);
  });

  it("finds the right name in the wrong place", () => {
    expect(problemsOf({ multiAz: true })[0]?.hint).toBe("did you mean directory.database.multiAz?");
    expect(problemsOf({ wordpressVersion: "7.0.4" })[0]?.hint).toBe(
      "did you mean haWeb.site.wordpressVersion?",
    );
  });

  it("finds it within the system at hand, and in every system when none is", () => {
    const hintAt = (key: string) => problemsOf(contextWith(key, "x"))[0]?.hint;
    expect(hintAt("haWeb.instanceClass")).toBe("did you mean haWeb.database.instanceClass?");
    expect(hintAt("directory.instanceClass")).toBe("did you mean directory.database.instanceClass?");
    expect(hintAt("instanceClass")).toBe(
      "did you mean directory.database.instanceClass or haWeb.database.instanceClass?",
    );
  });

  it("points at the entry of a list", () => {
    expect(problemsOf(contextWith("directory.database.logExports", ["error", "slow"]))[0]?.key).toBe(
      "directory.database.logExports[1]",
    );
  });
});
