import { askAccount } from "../ask-account";
import { CheckFailure } from "../check";
import type { EmulatedDeployment } from "../emulated-deployment";

/** Everything in the account, tagged or not: identifiers by service, region and kind, as `ec2/eu-west-1/vpcs`. */
export type AccountInventory = Readonly<Record<string, readonly string[]>>;

/** What AWS adds by itself once a service is used, by service, kind and identifier. */
const awsOwn: readonly RegExp[] = [
  /^elasticache\/users \S+:user:default$/,
  /^rds\/db_parameter_groups \S+:pg:default\./,
  /^kms\/aliases alias\/aws\//,
  // The key of such an alias has no telling name. One of ours bears our tags, which is looked for apart.
  /^kms\/keys /,
];

/**
 * Everything that there is before anything is deployed. An account has a default VPC in each region; the emulated one
 * makes it when the region is first asked, so it is asked: where the system goes, and where AWS's global services are.
 */
export async function takeInventory({ account }: EmulatedDeployment): Promise<AccountInventory> {
  for (const region of [account.region, "us-east-1"]) {
    const body = new URLSearchParams({ Action: "DescribeVpcs", Version: "2016-11-15" });
    await askAccount(account, { service: "ec2", region, method: "POST", body });
  }
  return account.admin("inventory");
}

/** In the end the account holds what it held before anything was deployed, but for what stays on purpose. */
export async function checkAccountAsBefore(
  { account }: EmulatedDeployment,
  before: AccountInventory,
  staysOnPurpose: readonly RegExp[],
): Promise<string> {
  const after: AccountInventory = await account.admin("inventory");
  const left = Object.entries(after)
    .flatMap(([place, identifiers]) =>
      identifiers
        .filter((each) => !before[place]?.includes(each))
        .map((each) => `${withoutRegion(place)} ${each}`),
    )
    .filter((each) => ![...awsOwn, ...staysOnPurpose].some((pattern) => pattern.test(each)));
  if (left.length > 0) throw new CheckFailure(`the account holds more than before:\n${left.join("\n")}`);
  const count = Object.values(after).reduce((sum, identifiers) => sum + identifiers.length, 0);
  return `${count} things, AWS's own${staysOnPurpose.length > 0 ? " or there on purpose" : ""}`;
}

/** `kms/eu-west-1/keys` → `kms/keys`. */
function withoutRegion(place: string): string {
  const [service = "", , kind = ""] = place.split("/");
  return `${service}/${kind}`;
}
