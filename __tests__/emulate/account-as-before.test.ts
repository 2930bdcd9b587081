import { expect, it } from "vitest";
import { checkAccountAsBefore } from "../../emulate/checks/account-as-before";
import type { EmulatedDeployment } from "../../emulate/emulated-deployment";
import { farewells } from "../../emulate/farewells";

/** A deployment of which nothing is asked but what its account holds. */
function holding(inventory: Record<string, string[]>): EmulatedDeployment {
  return { account: { admin: async () => inventory } } as unknown as EmulatedDeployment;
}

const before = { "ec2/eu-west-1/vpcs": ["vpc-default"] };

it("the account is as before when it holds no more than before and what AWS adds by itself", async () => {
  const after = {
    ...before,
    "elasticache/eu-west-1/users": ["arn:aws:elasticache:eu-west-1:123456789012:user:default"],
    "kms/eu-west-1/aliases": ["alias/aws/ebs"],
    "kms/eu-west-1/keys": ["arn:aws:kms:eu-west-1:123456789012:key/54674507"],
    "rds/eu-west-1/db_parameter_groups": ["arn:aws:rds:eu-west-1:123456789012:pg:default.mysql8.4"],
  };
  expect(await checkAccountAsBefore(holding(after), before, [])).toBe("5 things, AWS's own");
});

it.each([
  ["ec2/eu-west-1/vpcs", "vpc-ours"],
  ["kms/eu-west-1/aliases", "alias/directory-dev-data"],
  ["rds/eu-west-1/db_parameter_groups", "arn:aws:rds:eu-west-1:123456789012:pg:directory-dev"],
  ["logs/eu-west-1/groups", "/aws/lambda/directory-dev-api"],
])("the account isn't as before with %s %s", async (place, identifier) => {
  const after = { ...before, [place]: ["vpc-default", identifier] };
  await expect(checkAccountAsBefore(holding(after), before, [])).rejects.toThrow(
    `${place.replace("/eu-west-1", "")} ${identifier}`,
  );
});

it("the account may keep what stays on purpose", async () => {
  const after = { ...before, "rds/eu-west-1/database_snapshots": ["snapshot:final"] };
  expect(
    await checkAccountAsBefore(holding(after), before, [/^rds\/database_snapshots snapshot:final$/]),
  ).toBe("2 things, AWS's own or there on purpose");
});

it.each([
  ["directory", "kms/keys arn:aws:kms:eu-west-1:123456789012:key/54674507"],
  [
    "directory",
    "rds/database_snapshots arn:aws:rds:eu-west-1:123456789012:snapshot:directory-prod-final-be701ed1",
  ],
  [
    "directory",
    "rds/database_snapshots arn:aws:rds:eu-west-1:123456789012:snapshot:rds:directory-prod-2026-11-22-03-18",
  ],
  ["ha-web", "kms/keys arn:aws:kms:eu-west-1:123456789012:key/54674507"],
  [
    "ha-web",
    "rds/cluster_snapshots arn:aws:rds:eu-west-1:123456789012:cluster-snapshot:ha-web-prod-final-aaeb4580",
  ],
] as const)("%s leaves on purpose, in prod only, %s", (system, resource) => {
  const matches = (preset: "dev" | "prod") =>
    farewells[system][preset].stays.filter((pattern) => pattern.test(resource)).length;
  expect([matches("dev"), matches("prod")]).toEqual([0, 1]);
});
