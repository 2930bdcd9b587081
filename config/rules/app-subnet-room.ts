import { type Ipv4Range, parseIpv4Range } from "../ipv4-range";
import type { SystemKey } from "../settings";
import type { SettingsProblem } from "../settings-problem";
import { cutSubnets, cuttablePrefix, zonesOf } from "../subnet-plan";
import { usableVpc } from "./network-rules";
import type { SystemInput } from "./rule";

/** AWS keeps five addresses of every subnet (Amazon VPC user guide, "Subnet sizing"). */
const reservedAddresses = 5;

export interface AppSubnetUse {
  /** The setting that says how many there may be, below the system's key. */
  readonly setting: string;
  readonly maxCount: number;
  /** What it counts, and why there may be two of each for a while. */
  readonly units: string;
  readonly doubledBy: string;
  /** What else has an address in each app subnet. */
  readonly otherAddresses: number;
}

/** The settings that `appSubnetsHold` looks at, beside the one that counts. */
export function addressSettings(system: SystemKey): string[] {
  return [`${system}.cidr`, `${system}.subnets`, `${system}.azs`, "region"];
}

/** Whether the app subnets have an address for everything that runs there, twice while the new replaces the old. */
export function appSubnetsHold(
  system: SystemKey,
  settings: SystemInput,
  region: string,
  { setting, maxCount, units, doubledBy, otherAddresses }: AppSubnetUse,
): SettingsProblem[] {
  const ranges = appRanges(system, settings, region);
  const free = ranges
    .map((range) => Math.max(0, range.last - range.first + 1 - reservedAddresses - otherAddresses))
    .reduce((sum, count) => sum + count, 0);
  if (ranges.length === 0 || 2 * maxCount <= free) return [];
  return [
    {
      key: `${system}.${setting}`,
      given: maxCount,
      allowed: `at most ${Math.floor(free / 2)}: the app subnets have ${free} addresses for ${units}, and ${doubledBy}`,
      hint: `lower it, or widen ${system}.cidr or ${system}.subnets.app`,
    },
  ];
}

/** None where other rules complain of the ranges already. */
function appRanges(system: SystemKey, { cidr, azs, subnets }: SystemInput, region: string): Ipv4Range[] {
  const cut = () => {
    const vpc = usableVpc(cidr);
    return vpc === undefined || vpc.prefix > cuttablePrefix
      ? []
      : cutSubnets(system, cidr, zonesOf(azs, region).length).app;
  };
  return (subnets?.app ?? cut()).map(parseIpv4Range).filter((range) => range !== undefined);
}
