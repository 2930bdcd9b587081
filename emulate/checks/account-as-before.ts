import { CheckFailure } from "../check";
import type { EmulatedDeployment } from "../emulated-deployment";

/** Everything in the account, tagged or not: identifiers by service, region and kind, as `ec2/eu-west-1/vpcs`. */
export type AccountInventory = Readonly<Record<string, readonly string[]>>;

/** In the end the account holds what it held before anything was deployed, but for what stays on purpose. */
export async function checkAccountAsBefore(
  { account }: EmulatedDeployment,
  before: AccountInventory,
  staysOnPurpose: readonly string[],
): Promise<string> {
  const after: AccountInventory = await account.admin("inventory");
  const left = Object.entries(after).flatMap(([place, identifiers]) =>
    staysOnPurpose.includes(withoutRegion(place))
      ? []
      : identifiers.filter((each) => !before[place]?.includes(each)).map((each) => `${place} ${each}`),
  );
  if (left.length > 0) throw new CheckFailure(`the account holds more than before:\n${left.join("\n")}`);
  const count = Object.values(after).reduce((sum, identifiers) => sum + identifiers.length, 0);
  return `${count} things, AWS's own, all of them there before`;
}

/** `kms/eu-west-1/keys` → `kms/keys`. */
function withoutRegion(place: string): string {
  const [service = "", , kind = ""] = place.split("/");
  return `${service}/${kind}`;
}
