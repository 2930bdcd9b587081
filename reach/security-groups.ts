import { z } from "zod";
import type { Ipv4Range } from "../config/ipv4-range";
import type { Ports } from "./ports";
import { ReachError } from "./reach-error";
import { placeOf, type Resource, type Resources, read } from "./resources";
import { rangeOf } from "./subnets";

/** A group, with every rule that opens it: nothing else is open. */
export interface SecurityGroup {
  readonly resource: Resource;
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** One opening of a group, to one peer. */
export interface Rule {
  readonly resource: Resource;
  readonly group: Resource;
  readonly direction: "in" | "out";
  readonly ports: Ports;
  readonly peer: Peer;
}

export type Peer =
  | { readonly kind: "group"; readonly group: Resource }
  | { readonly kind: "range"; readonly range: Ipv4Range }
  /** The addresses of the service behind a gateway endpoint. */
  | { readonly kind: "prefix list"; readonly endpoint: Resource };

/** Strict: rules inside of a group would open it too. */
const groupShape = z.strictObject({
  vpc_id: z.string(),
  name: z.string().optional(),
  name_prefix: z.string().optional(),
  revoke_rules_on_delete: z.boolean().optional(),
});
/** Adopted and left without rules, the default group is closed. */
const defaultGroupShape = z.strictObject({ vpc_id: z.string() });
const ruleShape = z.strictObject({
  security_group_id: z.string(),
  ip_protocol: z.string(),
  from_port: z.number().optional(),
  to_port: z.number().optional(),
  referenced_security_group_id: z.string().optional(),
  cidr_ipv4: z.string().optional(),
  prefix_list_id: z.string().optional(),
});

export function readSecurityGroups(resources: Resources): SecurityGroup[] {
  for (const group of resources.ofType("aws_default_security_group")) read(group, defaultGroupShape);
  const rules = [
    ...resources.ofType("aws_vpc_security_group_ingress_rule").map((rule) => readRule(resources, rule, "in")),
    ...resources.ofType("aws_vpc_security_group_egress_rule").map((rule) => readRule(resources, rule, "out")),
  ];
  return resources.ofType("aws_security_group").map((resource) => {
    read(resource, groupShape);
    return { resource, name: resource.name, rules: rules.filter(({ group }) => group === resource) };
  });
}

function readRule(resources: Resources, resource: Resource, direction: Rule["direction"]): Rule {
  const args = read(resource, ruleShape);
  return {
    resource,
    group: resources.target(resource, "security_group_id", args.security_group_id, "aws_security_group"),
    direction,
    ports: readPorts(resource, args),
    peer: readPeer(resources, resource, args),
  };
}

function readPorts(owner: Resource, args: z.output<typeof ruleShape>): Ports {
  const { ip_protocol: protocol, from_port: first, to_port: last } = args;
  if (protocol === "-1") return "any";
  if (first !== undefined && last !== undefined) return { protocol, first, last };
  throw new ReachError(`${placeOf(owner)} opens ${protocol} without from_port and to_port: write both`);
}

function readPeer(resources: Resources, owner: Resource, args: z.output<typeof ruleShape>): Peer {
  const { referenced_security_group_id: group, cidr_ipv4: cidr, prefix_list_id: prefixList } = args;
  const peers: Peer[] = [];
  if (group !== undefined) {
    const argument = "referenced_security_group_id";
    peers.push({ kind: "group", group: resources.target(owner, argument, group, "aws_security_group") });
  }
  if (cidr !== undefined) peers.push({ kind: "range", range: rangeOf(owner, cidr) });
  if (prefixList !== undefined) {
    const endpoint = resources.target(owner, "prefix_list_id", prefixList, "aws_vpc_endpoint");
    peers.push({ kind: "prefix list", endpoint });
  }
  const [peer, ...more] = peers;
  if (peer !== undefined && more.length === 0) return peer;
  throw new ReachError(
    `${placeOf(owner)} has ${peers.length} peers: a rule has one group, range or prefix list`,
  );
}
