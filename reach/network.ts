import { contains, type Ipv4Range, overlap } from "../config/ipv4-range";
import type { Place } from "./ends";
import { ReachError } from "./reach-error";
import { placeOf, type Resource, type Resources } from "./resources";
import { readSecurityGroups, type SecurityGroup } from "./security-groups";
import { readSubnets, readVpcRanges, type Subnet } from "./subnets";

/** The subnets and groups of a system, and what its resources say of them. */
export class Network {
  readonly vpcRanges: readonly Ipv4Range[];
  readonly subnets: readonly Subnet[];
  readonly groups: readonly SecurityGroup[];

  constructor(readonly resources: Resources) {
    this.vpcRanges = readVpcRanges(resources);
    this.subnets = readSubnets(resources);
    this.groups = readSecurityGroups(resources);
    this.refusePartsOfSubnets();
  }

  /**
   * The places of a resource that has an interface in each of its subnets, all with the same groups.
   *
   * @throws ReachError if it names no group: AWS would give it the VPC's default one
   */
  placesOf(owner: Resource, subnetIds: unknown, groupIds: unknown): Place[] {
    const { resources } = this;
    const subnets = resources.targets(owner, "its subnets", subnetIds ?? [], "aws_subnet");
    const groups = resources.targets(owner, "its groups", groupIds ?? [], "aws_security_group");
    if (subnets.length === 0) throw new ReachError(`${placeOf(owner)} names no subnet: give it at least one`);
    if (groups.length === 0) {
      throw new ReachError(
        `${placeOf(owner)} names no security group: AWS would give it the VPC's default one, so give it one of its own`,
      );
    }
    return subnets.map((subnet) => ({
      subnet: only(this.subnets, subnet),
      groups: groups.map((group) => only(this.groups, group)),
    }));
  }

  /** Which address of a subnet something gets isn't known before it is there. */
  private refusePartsOfSubnets(): void {
    for (const { resource, peer } of this.groups.flatMap(({ rules }) => rules)) {
      if (peer.kind !== "range") continue;
      const cut = this.subnets.find(
        ({ range }) => overlap(peer.range, range) && !contains(peer.range, range),
      );
      if (cut) {
        throw new ReachError(
          `${placeOf(resource)} names ${peer.range.cidr}, a part of ${cut.name} (${cut.range.cidr}): name a group or the whole subnet`,
        );
      }
    }
  }
}

function only<T extends { readonly resource: Resource }>(all: readonly T[], resource: Resource): T {
  const found = all.find((each) => each.resource === resource);
  if (found === undefined) throw new Error(`${placeOf(resource)} was not read`);
  return found;
}
