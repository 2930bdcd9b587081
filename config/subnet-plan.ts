import { blockOf, parseIpv4Range } from "./ipv4-range";

/** The three kinds of subnet, in the order in which they are cut from the VPC's range. */
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
const blocksPerTier = 4;

/** The smallest VPC that `cutSubnets` can serve: 16 blocks, each large enough for a load balancer. */
export const cuttablePrefix = publicSubnetLongestPrefix - blockBits;

/**
 * Cuts a VPC's range into 16 equal blocks: public from block 0, app from 4, data from 8; 12 to 15 stay free.
 *
 * Sixteen, because every tier then owns an aligned quarter with a spare: a zone can be added without moving
 * a subnet (which would replace it and all it holds), and one range describes a whole tier in a firewall rule.
 */
export function cutSubnets(cidr: string, zoneCount: number): SubnetPlan {
  const vpc = parseIpv4Range(cidr);
  if (vpc === undefined) throw new Error(`subnets are cut from an IPv4 range, given: ${cidr}`);
  const cutTier = (tier: number) =>
    Array.from(
      { length: zoneCount },
      (_, zone) => blockOf(vpc, vpc.prefix + blockBits, tier * blocksPerTier + zone).cidr,
    );
  return { public: cutTier(0), app: cutTier(1), data: cutTier(2) };
}

/** The availability zones: those given, else the region's first two. */
export function zonesOf(azs: string[] | undefined, region: string): string[] {
  return azs ?? [`${region}a`, `${region}b`];
}
