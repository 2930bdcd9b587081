import { z } from "zod";
import { type Ipv4Range, parseIpv4Range } from "../config/ipv4-range";
import { ReachError } from "./reach-error";
import { placeOf, type Resource, type Resources, read } from "./resources";
import { Routes, type WayOut } from "./routes";

/** A part of a VPC's range in one zone, and how it is left. */
export interface Subnet {
  readonly name: string;
  readonly resource: Resource;
  readonly vpc: Resource;
  readonly zone: string;
  readonly range: Ipv4Range;
  readonly routeTable: Resource | undefined;
  readonly wayOut: WayOut;
  /** Whether instances get a public address unless their template says otherwise. */
  readonly givesPublicAddresses: boolean;
}

/** Every argument is listed: one that isn't might bring IPv6 or a second range. */
const vpcShape = z.strictObject({
  cidr_block: z.string(),
  enable_dns_hostnames: z.boolean().optional(),
  enable_dns_support: z.boolean().optional(),
});
const subnetShape = z.strictObject({
  vpc_id: z.string(),
  cidr_block: z.string(),
  availability_zone: z.string(),
  map_public_ip_on_launch: z.boolean().default(false),
});

/** All subnets of a system, with the routes they are on. */
export function readSubnets(resources: Resources): Subnet[] {
  const routes = new Routes(resources);
  return resources.ofType("aws_subnet").map((resource) => {
    const args = read(resource, subnetShape);
    return {
      name: resource.name,
      resource,
      vpc: resources.target(resource, "vpc_id", args.vpc_id, "aws_vpc"),
      zone: args.availability_zone,
      range: rangeOf(resource, args.cidr_block),
      routeTable: routes.tableOf(resource),
      wayOut: routes.wayOutOf(resource),
      givesPublicAddresses: args.map_public_ip_on_launch,
    };
  });
}

/** The ranges that are not outside. */
export function readVpcRanges(resources: Resources): Ipv4Range[] {
  return resources.ofType("aws_vpc").map((vpc) => rangeOf(vpc, read(vpc, vpcShape).cidr_block));
}

/** The range that an argument holds. */
export function rangeOf(owner: Resource, cidr: string): Ipv4Range {
  const range = parseIpv4Range(cidr);
  if (range === undefined)
    throw new ReachError(`${placeOf(owner)}: ${JSON.stringify(cidr)} is no IPv4 range`);
  return range;
}
