import { canonicalCidr, type Ipv4Range, networkKind, parseIpv4Range, resized } from "../ipv4-range";
import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import {
  cutSubnets,
  cuttablePrefix,
  longestPrefix,
  publicSubnetLongestPrefix,
  shortestPrefix,
  zonesOf,
} from "../subnet-plan";
import type { Rule } from "./rule";

/** The VPC, its zones, and the ranges named in security groups. */
export const networkRules: readonly Rule[] = [
  { reads: ["directory.cidr"], check: vpcRangeIsUsable },
  { reads: ["directory.cidr", "directory.subnets"], check: vpcHasRoomForTheCut },
  { reads: ["directory.azs", "region"], check: zonesBelongToTheRegion },
  {
    reads: ["directory.cidr", "directory.subnets", "directory.azs", "region", "directory.service"],
    check: appSubnetsHoldTheTasks,
  },
  {
    reads: ["directory.ingressCidrs"],
    check: ({ directory }) => entriesAreRanges("directory.ingressCidrs", directory.ingressCidrs),
  },
  {
    reads: ["directory.containerEgressCidrs"],
    check: ({ directory }) =>
      entriesAreRanges("directory.containerEgressCidrs", directory.containerEgressCidrs),
  },
  { reads: ["directory.containerEgressCidrs", "directory.egress"], check: closedContainersHaveEndpoints },
];

/** The VPC's range, or undefined when `vpcRangeIsUsable` complains of it. */
export function usableVpc(cidr: string): Ipv4Range | undefined {
  const range = parseIpv4Range(cidr);
  return range !== undefined && range.prefix >= shortestPrefix && range.prefix <= longestPrefix
    ? range
    : undefined;
}

/** What to write instead of something that is no range or has host bits set. */
export function rangeHint(given: string, example: string): string {
  const canonical = canonicalCidr(given);
  return canonical === undefined ? `write for example ${example}` : `write ${canonical}`;
}

function vpcRangeIsUsable({ directory: { cidr } }: SettingsInput): SettingsProblem[] {
  const key = "directory.cidr";
  const allowed = `an IPv4 range from /${shortestPrefix} to /${longestPrefix} (AWS's limits for a VPC), written by its first address`;
  const range = parseIpv4Range(cidr);
  if (range === undefined) return [{ key, given: cidr, allowed, hint: rangeHint(cidr, "10.0.0.0/16") }];
  if (usableVpc(cidr) === undefined) {
    const nearest = range.prefix < shortestPrefix ? shortestPrefix : cuttablePrefix;
    return [{ key, given: cidr, allowed, hint: `the nearest that works is ${resized(range, nearest).cidr}` }];
  }
  // A VPC may have public addresses of somebody else's, but then can't reach the real owner.
  if (["private", "carrierGradeNat"].includes(networkKind(range))) return [];
  return [
    {
      key,
      given: cidr,
      allowed: "a range within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
      hint: `write for example 10.0.0.0/${range.prefix}`,
    },
  ];
}

function vpcHasRoomForTheCut({ directory: { cidr, subnets } }: SettingsInput): SettingsProblem[] {
  const vpc = usableVpc(cidr);
  if (subnets !== undefined || vpc === undefined || vpc.prefix <= cuttablePrefix) return [];
  return [
    {
      key: "directory.cidr",
      given: cidr,
      allowed: `a /${cuttablePrefix} or larger: it is cut into 16 subnets, and a load balancer's must be at least a /${publicSubnetLongestPrefix}`,
      hint: `the smallest that works is ${resized(vpc, cuttablePrefix).cidr}; a smaller one takes subnets of your own in directory.subnets`,
    },
  ];
}

function zonesBelongToTheRegion({ directory: { azs = [] }, region }: SettingsInput): SettingsProblem[] {
  const zoneOfRegion = new RegExp(`^${region}[a-z]$`);
  return azs.flatMap((zone, index) => {
    if (zoneOfRegion.test(zone)) return [];
    const letter = /[a-z]$/.exec(zone)?.[0] ?? "a";
    return [
      {
        key: `directory.azs[${index}]`,
        given: zone,
        allowed: `a zone of the region ${region} by its full name`,
        hint: `write ${region}${letter}, or change region`,
      },
    ];
  });
}

/** AWS keeps five addresses of every subnet (Amazon VPC user guide, "Subnet sizing"). */
const reservedAddresses = 5;
/** In each app subnet: one for each of up to four interface endpoints and of two functions. */
const otherAddresses = 6;

function appSubnetsHoldTheTasks({ directory, region }: SettingsInput): SettingsProblem[] {
  const ranges = appRanges(directory, region);
  const free = ranges
    .map((range) => Math.max(0, range.last - range.first + 1 - reservedAddresses - otherAddresses))
    .reduce((sum, count) => sum + count, 0);
  // A rolling deployment runs the new tasks beside the old ones, each with an address of its own.
  if (ranges.length === 0 || 2 * directory.service.maxCount <= free) return [];
  return [
    {
      key: "directory.service.maxCount",
      given: directory.service.maxCount,
      allowed: `at most ${Math.floor(free / 2)}: the app subnets have ${free} addresses for tasks, and a deployment takes two a task`,
      hint: "lower it, or widen directory.cidr or directory.subnets.app",
    },
  ];
}

function appRanges({ cidr, azs, subnets }: SettingsInput["directory"], region: string): Ipv4Range[] {
  const cut = () => {
    const vpc = usableVpc(cidr);
    return vpc === undefined || vpc.prefix > cuttablePrefix
      ? []
      : cutSubnets(cidr, zonesOf(azs, region).length).app;
  };
  return (subnets?.app ?? cut()).map(parseIpv4Range).filter((range) => range !== undefined);
}

function closedContainersHaveEndpoints({
  directory: { containerEgressCidrs, egress },
}: SettingsInput): SettingsProblem[] {
  if (containerEgressCidrs.length > 0 || egress === "endpoints") return [];
  return [
    {
      key: "directory.containerEgressCidrs",
      given: containerEgressCidrs,
      allowed: `at least one range while directory.egress is "${egress}": images are pulled through the NAT gateway`,
      hint: 'set directory.egress to "endpoints", or allow 0.0.0.0/0',
    },
  ];
}

function entriesAreRanges(key: string, cidrs: readonly string[]): SettingsProblem[] {
  return cidrs.flatMap((cidr, index) =>
    parseIpv4Range(cidr) !== undefined
      ? []
      : [
          {
            key: `${key}[${index}]`,
            given: cidr,
            allowed: "an IPv4 range, written by its first address, as 203.0.113.0/24",
            hint: rangeHint(cidr, "0.0.0.0/0 for everybody"),
          },
        ],
  );
}
