import { contains, type Ipv4Range } from "../config/ipv4-range";
import type { End, GatewayService, OutsideRange, Party, Place } from "./ends";
import { covers, type Ports } from "./ports";
import type { Rule } from "./security-groups";

/** A way that is open: from one place of an end to one place of another, on some ports. */
export interface Opening {
  readonly from: End;
  readonly to: End;
  /** Names of the subnets, or of the end itself where it stands in none. */
  readonly fromPlace: string;
  readonly toPlace: string;
  readonly ports: Ports;
  /** What opens it; without all of them it might be closed. */
  readonly rules: readonly Rule[];
}

/**
 * Every way from one end to another. Answers come back by themselves: security groups remember connections, and each
 * route read here leads both ways.
 */
export function openingsBetween(from: End, to: End): Opening[] {
  if (from.kind === "party" && to.kind === "party") return betweenParties(from, to);
  if (from.kind === "party" && to.kind === "outside") return toOutside(from, to);
  if (from.kind === "party" && to.kind === "service") return toService(from, to);
  if (from.kind === "outside" && to.kind === "party") return fromOutside(from, to);
  return [];
}

/** Within a VPC the route is always there: the groups alone decide. */
function betweenParties(from: Party, to: Party): Opening[] {
  return from.places.flatMap((source) =>
    to.places
      .filter((target) => target.subnet.vpc === source.subnet.vpc)
      .flatMap((target) =>
        to.listens.flatMap((ports) => {
          const out = rulesOf(source, "out").filter(
            (rule) => covers(rule.ports, ports) && admits(rule, target),
          );
          const into = rulesOf(target, "in").filter(
            (rule) => covers(rule.ports, ports) && admits(rule, source),
          );
          if (out.length === 0 || into.length === 0) return [];
          return { from, to, ...places(source, target), ports, rules: [...out, ...into] };
        }),
      ),
  );
}

/** Out through NAT, or directly with a public address. Out there everything may listen: the rules' ports are open. */
function toOutside(from: Party, to: OutsideRange): Opening[] {
  return from.places
    .filter(
      ({ subnet }) =>
        subnet.wayOut.through === "nat gateway" || standsOnInternet(from, subnet.wayOut.through),
    )
    .flatMap((source) =>
      rulesOf(source, "out")
        .filter((rule) => admitsRange(rule, to.range))
        .map((rule) => ({
          from,
          to,
          fromPlace: source.subnet.name,
          toPlace: to.name,
          ports: rule.ports,
          rules: [rule],
        })),
    );
}

/** Nothing comes in through NAT: the target needs a public address and a route to the internet gateway. */
function fromOutside(from: OutsideRange, to: Party): Opening[] {
  return to.places
    .filter(({ subnet }) => standsOnInternet(to, subnet.wayOut.through))
    .flatMap((target) =>
      to.listens.flatMap((ports) => {
        const rules = rulesOf(target, "in").filter(
          (rule) => covers(rule.ports, ports) && admitsRange(rule, from.range),
        );
        if (rules.length === 0) return [];
        return { from, to, fromPlace: from.name, toPlace: target.subnet.name, ports, rules };
      }),
    );
}

/** A gateway endpoint has no group: the caller's rules and route table decide. */
function toService(from: Party, to: GatewayService): Opening[] {
  return from.places
    .filter(({ subnet }) => subnet.routeTable !== undefined && to.routeTables.includes(subnet.routeTable))
    .flatMap((source) =>
      to.listens.flatMap((ports) => {
        const rules = rulesOf(source, "out").filter(
          (rule) => covers(rule.ports, ports) && admitsService(rule, to),
        );
        if (rules.length === 0) return [];
        return { from, to, fromPlace: source.subnet.name, toPlace: to.name, ports, rules };
      }),
    );
}

function standsOnInternet({ isPublic }: Party, through: string): boolean {
  return isPublic && through === "internet gateway";
}

function rulesOf({ groups }: Place, direction: Rule["direction"]): Rule[] {
  return groups.flatMap(({ rules }) => rules.filter((rule) => rule.direction === direction));
}

function places(source: Place, target: Place) {
  return { fromPlace: source.subnet.name, toPlace: target.subnet.name };
}

/** A range must cover the whole subnet: any address in it may be taken. */
function admits({ peer }: Rule, { subnet, groups }: Place): boolean {
  if (peer.kind === "group") return groups.some(({ resource }) => resource === peer.group);
  return peer.kind === "range" && contains(peer.range, subnet.range);
}

function admitsRange({ peer }: Rule, range: Ipv4Range): boolean {
  return peer.kind === "range" && contains(peer.range, range);
}

/** A service's addresses are public ones that change: but for its prefix list only a rule for everywhere holds them. */
function admitsService({ peer }: Rule, { resource }: GatewayService): boolean {
  if (peer.kind === "prefix list") return peer.endpoint === resource;
  return peer.kind === "range" && peer.range.prefix === 0;
}
