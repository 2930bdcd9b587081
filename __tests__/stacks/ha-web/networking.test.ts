import { describe, expect, it } from "vitest";
import { securityRules } from "../../support/security-rules";
import { type StackDocument, synthesized, type VariantName, variantNames } from "../../support/synthesized";

const networking = (variant: VariantName): StackDocument => synthesized(variant).stack("ha-web-networking");

/** H2, written out. */
const innerRules = [
  "alb out tcp 80 -> web",
  "cache in tcp 11211 <- cache_client",
  "cache_client out tcp 11211 -> cache",
  "database in tcp 3306 <- database_client",
  "database_client out tcp 3306 -> database",
  "filesystem in tcp 2049 <- filesystem_client",
  "filesystem_client out tcp 2049 -> filesystem",
  "web in tcp 80 <- alb",
  "web out tcp 443 -> 0.0.0.0/0",
];

describe("the VPC (H1)", () => {
  it.each(["dev", "prod"] as const)("of %s has the workshop's six subnets", (variant) => {
    expect(networking(variant).one("aws_vpc").cidr_block).toBe("192.168.0.0/16");
    expect(
      networking(variant)
        .all("aws_subnet")
        .map(({ args }) => `${args.tags.Name} ${args.availability_zone} ${args.cidr_block}`),
    ).toEqual([
      `ha-web-${variant}-app-a eu-west-1a 192.168.2.0/24`,
      `ha-web-${variant}-app-b eu-west-1b 192.168.3.0/24`,
      `ha-web-${variant}-data-a eu-west-1a 192.168.4.0/24`,
      `ha-web-${variant}-data-b eu-west-1b 192.168.5.0/24`,
      `ha-web-${variant}-public-a eu-west-1a 192.168.0.0/24`,
      `ha-web-${variant}-public-b eu-west-1b 192.168.1.0/24`,
    ]);
  });

  it("takes a third zone without moving a subnet: app, data, public", () => {
    expect(
      networking("full")
        .all("aws_subnet")
        .map(({ args }) => args.cidr_block),
    ).toEqual([2, 3, 7, 4, 5, 8, 0, 1, 6].map((block) => `192.168.${block}.0/24`));
  });

  it("of dev leaves through one NAT gateway", () => {
    expect(networking("dev").all("aws_nat_gateway")).toHaveLength(1);
  });
});

describe("security groups (H2)", () => {
  it.each(variantNames)(
    "of %s are three pairs of client and server, the load balancer and the web",
    (variant) => {
      expect(
        networking(variant)
          .all("aws_security_group")
          .map(({ name }) => name)
          .sort(),
      ).toEqual([
        "alb",
        "cache",
        "cache_client",
        "database",
        "database_client",
        "filesystem",
        "filesystem_client",
        "web",
      ]);
    },
  );

  it.each(["dev", "prod", "full"] as const)("of %s have exactly the rules of H2", (variant) => {
    expect(securityRules(networking(variant))).toEqual(
      [...innerRules, "alb in tcp 443 <- 0.0.0.0/0", "alb in tcp 80 <- 0.0.0.0/0"].sort(),
    );
  });

  it("let in only the ranges given", () => {
    expect(securityRules(networking("narrow"))).toEqual(
      [
        ...innerRules,
        ...["198.51.100.0/24", "203.0.113.0/24"].flatMap((cidr) => [
          `alb in tcp 443 <- ${cidr}`,
          `alb in tcp 80 <- ${cidr}`,
        ]),
      ].sort(),
    );
  });

  it.each(variantNames)(
    "of %s and their rules say what they are for, in the characters that EC2 takes",
    (variant) => {
      const stack = networking(variant);
      for (const { args } of [
        ...stack.all("aws_security_group"),
        ...stack.all("aws_vpc_security_group_ingress_rule"),
        ...stack.all("aws_vpc_security_group_egress_rule"),
      ]) {
        // ec2:CreateSecurityGroup; the provider checks the length only.
        expect(args.description).toMatch(/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{8,255}$/);
      }
    },
  );
});
