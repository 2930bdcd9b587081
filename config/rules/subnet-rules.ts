import { contains, firstFree, type Ipv4Range, overlap, parseIpv4Range, resized } from "../ipv4-range";
import type { SystemKey } from "../settings";
import type { SettingsProblem } from "../settings-problem";
import {
  cutSubnets,
  cuttablePrefix,
  longestPrefix,
  publicSubnetLongestPrefix,
  type SubnetTier,
  shortestPrefix,
  subnetTiers,
  zonesOf,
} from "../subnet-plan";
import { rangeHint, usableVpc } from "./network-rules";
import type { Rule, SystemInput } from "./rule";

/** Subnets that the user gave instead of having them cut. */
export function subnetRules(system: SystemKey): readonly Rule[] {
  return [
    {
      reads: [`${system}.subnets`, `${system}.azs`, "region", `${system}.cidr`],
      check: (settings) => everyZoneHasItsSubnets(system, settings[system], settings.region),
    },
    { reads: [`${system}.subnets`], check: (settings) => subnetsAreWellSized(system, settings[system]) },
    {
      reads: [`${system}.subnets`, `${system}.cidr`],
      check: (settings) => subnetsLieInTheVpc(system, settings[system]),
    },
    {
      reads: [`${system}.subnets`, `${system}.cidr`],
      check: (settings) => subnetsDoNotOverlap(system, settings[system]),
    },
  ];
}

function everyZoneHasItsSubnets(
  system: SystemKey,
  { subnets, azs, cidr }: SystemInput,
  region: string,
): SettingsProblem[] {
  if (subnets === undefined) return [];
  const zones = zonesOf(azs, region);
  const vpc = usableVpc(cidr);
  const cut =
    vpc !== undefined && vpc.prefix <= cuttablePrefix ? cutSubnets(system, cidr, zones.length) : undefined;
  return subnetTiers
    .filter((tier) => subnets[tier].length !== zones.length)
    .map((tier) => ({
      key: `${system}.subnets.${tier}`,
      given: subnets[tier],
      allowed: `${zones.length} ranges, one for each zone (${zones.join(", ")})`,
      hint:
        cut === undefined
          ? `add or remove ranges, or change ${system}.azs`
          : `add or remove ranges, or leave ${system}.subnets out, which makes this ${cut[tier].join(", ")}`,
    }));
}

function subnetsAreWellSized(system: SystemKey, { subnets }: SystemInput): SettingsProblem[] {
  return entriesOf(system, subnets).flatMap(({ key, tier, cidr }) => {
    const longest = tier === "public" ? publicSubnetLongestPrefix : longestPrefix;
    const source =
      tier === "public" ? "a load balancer needs 8 free addresses and a /27" : "AWS's limits for a subnet";
    const allowed = `an IPv4 range from /${shortestPrefix} to /${longest} (${source}), written by its first address`;
    const range = parseIpv4Range(cidr);
    if (range === undefined)
      return [{ key, given: cidr, allowed, hint: rangeHint(cidr, `10.0.0.0/${longest}`) }];
    if (range.prefix >= shortestPrefix && range.prefix <= longest) return [];
    const nearest = range.prefix < shortestPrefix ? shortestPrefix : longest;
    return [{ key, given: cidr, allowed, hint: `the nearest that works is ${resized(range, nearest).cidr}` }];
  });
}

function subnetsLieInTheVpc(system: SystemKey, { cidr, subnets }: SystemInput): SettingsProblem[] {
  const vpc = usableVpc(cidr);
  if (vpc === undefined) return [];
  const entries = readableEntriesOf(system, subnets);
  return entries
    .filter(({ range }) => !contains(vpc, range))
    .map(({ key, range }) => ({
      key,
      given: range.cidr,
      allowed: `a range within ${system}.cidr, ${cidr}`,
      hint: freeRangeHint(system, vpc, range, entries),
    }));
}

function subnetsDoNotOverlap(system: SystemKey, { cidr, subnets }: SystemInput): SettingsProblem[] {
  const vpc = usableVpc(cidr);
  const entries = readableEntriesOf(system, subnets);
  return entries.flatMap(({ key, range }, index) => {
    const other = entries.slice(0, index).find((earlier) => overlap(earlier.range, range));
    if (other === undefined) return [];
    return [
      {
        key,
        given: range.cidr,
        allowed: `a range that no other subnet shares; ${other.key} has ${other.range.cidr}`,
        ...(vpc === undefined ? {} : { hint: freeRangeHint(system, vpc, range, entries) }),
      },
    ];
  });
}

function freeRangeHint(
  system: SystemKey,
  vpc: Ipv4Range,
  wanted: Ipv4Range,
  entries: readonly ReadableEntry[],
): string {
  const taken = entries.map(({ range }) => range);
  const free = firstFree(vpc, wanted.prefix, taken);
  return free === undefined
    ? `no /${wanted.prefix} is free in ${vpc.cidr}: widen ${system}.cidr or choose smaller subnets`
    : `the first free one of that size is ${free.cidr}`;
}

interface SubnetEntry {
  readonly key: string;
  readonly tier: SubnetTier;
  readonly cidr: string;
}

interface ReadableEntry {
  readonly key: string;
  readonly range: Ipv4Range;
}

function entriesOf(system: SystemKey, subnets: SystemInput["subnets"]): SubnetEntry[] {
  if (subnets === undefined) return [];
  return subnetTiers.flatMap((tier) =>
    subnets[tier].map((cidr, index) => ({ key: `${system}.subnets.${tier}[${index}]`, tier, cidr })),
  );
}

/** Those that `subnetsAreWellSized` does not already call unreadable. */
function readableEntriesOf(system: SystemKey, subnets: SystemInput["subnets"]): ReadableEntry[] {
  return entriesOf(system, subnets).flatMap(({ key, cidr }) => {
    const range = parseIpv4Range(cidr);
    return range === undefined ? [] : [{ key, range }];
  });
}
