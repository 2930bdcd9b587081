import { blockOf, parseIpv4Range, resized } from "./ipv4-range";
import type { SystemKey } from "./settings";

/** The three kinds of subnet. */
export const subnetTiers = ["public", "app", "data"] as const;
export type SubnetTier = (typeof subnetTiers)[number];

/** The ranges of each tier, one an availability zone, in the zones' order. */
export type SubnetPlan = Record<SubnetTier, string[]>;

/** An ALB's subnet must be at least a /27 with 8 free addresses (Elastic Load Balancing user guide, "Subnets"). */
export const publicSubnetLongestPrefix = 27;

/** VPC and subnets alike (Amazon VPC user guide, "VPC CIDR blocks", "Subnet sizing"). */
export const shortestPrefix = 16;
export const longestPrefix = 28;

const blockBits = 4;

/** The smallest VPC that `cutSubnets` can serve: 16 blocks, each large enough for a load balancer. */
export const cuttablePrefix = publicSubnetLongestPrefix - blockBits;

/** How a system's subnets lie in its VPC: the first range of `prefix`, or the VPC if smaller, is cut in 16 blocks. */
interface SubnetLayout {
  readonly prefix: number;
  readonly blockOf: (tier: SubnetTier, zone: number) => number;
}

const layouts: Record<SystemKey, SubnetLayout> = {
  // Every tier owns an aligned quarter with a spare block, so that one range describes a whole tier in a firewall rule.
  directory: { prefix: shortestPrefix, blockOf: (tier, zone) => 4 * subnetTiers.indexOf(tier) + zone },
  // The workshop's numbering for two zones: pairs in the tiers' order. A third zone comes after all of them.
  haWeb: {
    prefix: 20,
    blockOf: (tier, zone) =>
      zone < 2 ? 2 * subnetTiers.indexOf(tier) + zone : 6 + subnetTiers.indexOf(tier),
  },
};

/**
 * The subnets of a system in a VPC of that range, for up to three zones. The blocks' numbers don't depend on the
 * number of zones: a zone can be added without moving a subnet, which would replace it and all it holds.
 */
export function cutSubnets(system: SystemKey, cidr: string, zoneCount: number): SubnetPlan {
  const vpc = parseIpv4Range(cidr);
  if (vpc === undefined) throw new Error(`subnets are cut from an IPv4 range, given: ${cidr}`);
  const layout = layouts[system];
  const cutRange = vpc.prefix < layout.prefix ? resized(vpc, layout.prefix) : vpc;
  const cutTier = (tier: SubnetTier) =>
    Array.from(
      { length: zoneCount },
      (_, zone) => blockOf(cutRange, cutRange.prefix + blockBits, layout.blockOf(tier, zone)).cidr,
    );
  return { public: cutTier("public"), app: cutTier("app"), data: cutTier("data") };
}

/** The availability zones: those given, else the region's first two. */
export function zonesOf(azs: string[] | undefined, region: string): string[] {
  return azs ?? [`${region}a`, `${region}b`];
}
