import { canonicalCidr, type Ipv4Range, networkKind, parseIpv4Range, resized } from "../ipv4-range";
import type { SystemKey } from "../settings";
import type { SettingsProblem } from "../settings-problem";
import { cuttablePrefix, longestPrefix, publicSubnetLongestPrefix, shortestPrefix } from "../subnet-plan";
import type { Rule, SystemInput } from "./rule";

/** A system's VPC, its zones, and the ranges named in security groups. */
export function networkRules(system: SystemKey): readonly Rule[] {
  return [
    { reads: [`${system}.cidr`], check: (settings) => vpcRangeIsUsable(system, settings[system]) },
    {
      reads: [`${system}.cidr`, `${system}.subnets`],
      check: (settings) => vpcHasRoomForTheCut(system, settings[system]),
    },
    {
      reads: [`${system}.azs`, "region"],
      check: (settings) => zonesBelongToTheRegion(system, settings[system], settings.region),
    },
    {
      reads: [`${system}.ingressCidrs`],
      check: (settings) => entriesAreRanges(`${system}.ingressCidrs`, settings[system].ingressCidrs),
    },
  ];
}

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

function vpcRangeIsUsable(system: SystemKey, { cidr }: SystemInput): SettingsProblem[] {
  const key = `${system}.cidr`;
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

function vpcHasRoomForTheCut(system: SystemKey, { cidr, subnets }: SystemInput): SettingsProblem[] {
  const vpc = usableVpc(cidr);
  if (subnets !== undefined || vpc === undefined || vpc.prefix <= cuttablePrefix) return [];
  return [
    {
      key: `${system}.cidr`,
      given: cidr,
      allowed: `a /${cuttablePrefix} or larger: it is cut into 16 subnets, and a load balancer's must be at least a /${publicSubnetLongestPrefix}`,
      hint: `the smallest that works is ${resized(vpc, cuttablePrefix).cidr}; a smaller one takes subnets of your own in ${system}.subnets`,
    },
  ];
}

function zonesBelongToTheRegion(
  system: SystemKey,
  { azs = [] }: SystemInput,
  region: string,
): SettingsProblem[] {
  const zoneOfRegion = new RegExp(`^${region}[a-z]$`);
  return azs.flatMap((zone, index) => {
    if (zoneOfRegion.test(zone)) return [];
    const letter = /[a-z]$/.exec(zone)?.[0] ?? "a";
    return [
      {
        key: `${system}.azs[${index}]`,
        given: zone,
        allowed: `a zone of the region ${region} by its full name`,
        hint: `write ${region}${letter}, or change region`,
      },
    ];
  });
}

/** Entries of a list such as `ingressCidrs`, each of which must be a range as EC2 stores it. */
export function entriesAreRanges(key: string, cidrs: readonly string[]): SettingsProblem[] {
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
