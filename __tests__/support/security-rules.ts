import type { Json, StackDocument } from "./synthesized";

/** Every security group rule of a stack in one readable line each, sorted: `lambda out tcp 443 -> endpoint`. */
export function securityRules(stack: StackDocument): string[] {
  const render = (direction: "in" | "out", args: Json) => {
    const ports =
      args.ip_protocol === "-1"
        ? "all"
        : args.from_port === args.to_port
          ? args.from_port
          : `${args.from_port}-${args.to_port}`;
    const arrow = direction === "in" ? "<-" : "->";
    return `${groupName(args.security_group_id)} ${direction} ${args.ip_protocol === "-1" ? "any" : args.ip_protocol} ${ports} ${arrow} ${peerName(args)}`;
  };
  return [
    ...stack.all("aws_vpc_security_group_ingress_rule").map(({ args }) => render("in", args)),
    ...stack.all("aws_vpc_security_group_egress_rule").map(({ args }) => render("out", args)),
  ].sort();
}

function peerName(args: Json): string {
  const peers = [args.referenced_security_group_id, args.cidr_ipv4, args.prefix_list_id].filter(Boolean);
  if (peers.length !== 1) throw new Error(`a rule has one peer, this has ${JSON.stringify(args)}`);
  if (args.referenced_security_group_id) return groupName(args.referenced_security_group_id);
  return args.cidr_ipv4 ?? args.prefix_list_id;
}

/** `${aws_security_group.lambda.id}` → `lambda`. */
function groupName(reference: string): string {
  const name = /^\$\{aws_security_group\.(\w+)\.id\}$/.exec(reference)?.[1];
  if (!name) throw new Error(`not a reference to a group of this stack: ${reference}`);
  return name;
}
