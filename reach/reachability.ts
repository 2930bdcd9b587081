import type { End, Party } from "./ends";
import { groupsWithoutEgress, groupsWithoutHolder, type UnusedOpening, unusedOpenings } from "./findings";
import { refuseUnknownTypes } from "./known-types";
import type { LayerDocument } from "./layer-document";
import { Network } from "./network";
import { outsideRanges } from "./outside-ranges";
import { openingsOf, type Pair, pairsOf } from "./pairs";
import { readAutoScalingGroups } from "./parties/auto-scaling-groups";
import { readCaches } from "./parties/caches";
import { readContainerServices } from "./parties/container-services";
import { readDatabases } from "./parties/databases";
import { readFileSystems } from "./parties/file-systems";
import { readFunctions } from "./parties/functions";
import { readLoadBalancers } from "./parties/load-balancers";
import { readVpcEndpoints } from "./parties/vpc-endpoints";
import { portsText } from "./ports";
import { Resources } from "./resources";
import type { Subnet } from "./subnets";

/** Who in a system can talk to whom: plain data, as `npm run reach -- --json` prints it. */
export interface Reachability {
  /** All that may talk or be talked to, outside ranges first. */
  readonly ends: readonly EndSummary[];
  /** Every pair that can talk; all others can't. */
  readonly pairs: readonly Pair[];
  /** How each subnet reaches the internet. */
  readonly waysOut: readonly WayOutSummary[];
  readonly unused: readonly UnusedOpening[];
  /** Groups whose holders may start no connection: right for servers, wrong for clients. */
  readonly groupsWithoutEgress: readonly string[];
  /** Groups that nothing holds. */
  readonly groupsWithoutHolder: readonly string[];
}

export interface EndSummary {
  readonly name: string;
  /** Address and layer; null outside. */
  readonly resource: string | null;
  readonly layer: string | null;
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly listens: readonly string[];
  /** Whether it could open a connection: a gateway endpoint never does. */
  readonly canAsk: boolean;
  /** Whether anything could come to it: it listens, or is outside. */
  readonly canAnswer: boolean;
}

export interface WayOutSummary {
  readonly subnet: string;
  readonly zone: string;
  /** The internet gateway, a NAT gateway by name, or null. */
  readonly through: string | null;
  /** Another zone, without which this one has no way out; else null. */
  readonly dependsOnZone: string | null;
  /** Why a route that is there leads nowhere; else null. */
  readonly broken: string | null;
}

/**
 * Computes from the layers of one system which of its parts can open connections to which, on which ports. Looks at
 * security groups, routes and addresses only: what a policy or a password would refuse afterwards is not its business.
 *
 * @throws ReachError if anything in the layers might matter and isn't understood
 */
export function reachabilityOf(layers: readonly LayerDocument[]): Reachability {
  const resources = new Resources(layers);
  refuseUnknownTypes(resources);
  const network = new Network(resources);
  const ends = distinctlyNamed([...outsideRanges(network), ...insideEnds(network)]);
  const openings = openingsOf(ends);
  return {
    ends: ends.map(summaryOf),
    pairs: pairsOf(ends, openings),
    waysOut: network.subnets.map(wayOutSummaryOf),
    unused: unusedOpenings(network.groups, ends, openings),
    groupsWithoutEgress: groupsWithoutEgress(network.groups, ends),
    groupsWithoutHolder: groupsWithoutHolder(network.groups, ends),
  };
}

/** In the order in which a request travels. */
function insideEnds(network: Network): End[] {
  return [
    ...readLoadBalancers(network),
    ...readContainerServices(network),
    ...readAutoScalingGroups(network),
    ...readFunctions(network),
    ...readDatabases(network),
    ...readCaches(network),
    ...readFileSystems(network),
    ...readVpcEndpoints(network),
  ];
}

/** Resources of two types or layers may have the same name; then the type tells them apart. */
function distinctlyNamed(ends: readonly End[]): End[] {
  const isTaken = (end: End) => ends.some((other) => other !== end && other.name === end.name);
  return ends.map((end) =>
    end.kind === "outside" || !isTaken(end)
      ? end
      : { ...end, name: `${end.resource.type.replace(/^aws_/, "")}.${end.name}` },
  );
}

function summaryOf(end: End): EndSummary {
  if (end.kind === "outside") {
    const nowhere = { resource: null, layer: null, subnets: [], groups: [], listens: [] };
    return { name: end.name, ...nowhere, canAsk: true, canAnswer: true };
  }
  return {
    name: end.name,
    resource: `${end.resource.type}.${end.resource.name}`,
    layer: end.resource.stack,
    subnets: end.kind === "party" ? subnetNames(end) : [],
    groups: end.kind === "party" ? groupNames(end) : [],
    listens: end.listens.map(portsText),
    canAsk: end.kind === "party",
    canAnswer: end.listens.length > 0,
  };
}

function subnetNames({ places }: Party): string[] {
  return distinct(places.map(({ subnet }) => subnet.name));
}

function groupNames({ places }: Party): string[] {
  return distinct(places.flatMap(({ groups }) => groups.map(({ name }) => name)));
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function wayOutSummaryOf({ name: subnet, zone, wayOut }: Subnet): WayOutSummary {
  const nowhere = { subnet, zone, through: null, dependsOnZone: null, broken: null };
  if (wayOut.through === "internet gateway") return { ...nowhere, through: "internet gateway" };
  if (wayOut.through === "nothing") return { ...nowhere, broken: wayOut.why ?? null };
  return { ...nowhere, through: wayOut.name, dependsOnZone: wayOut.zone === zone ? null : wayOut.zone };
}
