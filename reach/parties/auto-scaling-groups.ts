import { z } from "zod";
import type { Party } from "../ends";
import type { Network } from "../network";
import { type Ports, tcp } from "../ports";
import { ReachError } from "../reach-error";
import { placeOf, type Resource, type Resources, read } from "../resources";

const blockOf = <Block extends z.ZodType>(block: Block) =>
  z.union([block, z.tuple([block]).transform(([only]) => only)]);

const groupShape = z.object({
  vpc_zone_identifier: z.unknown().optional(),
  launch_template: blockOf(z.object({ id: z.string() })),
  target_group_arns: z.unknown().optional(),
});
/** Strict: an interface might be put into another subnet than the group's. */
const interfaceShape = z.strictObject({
  security_groups: z.unknown().optional(),
  associate_public_ip_address: z.union([z.boolean(), z.stringbool()]).optional(),
  delete_on_termination: z.unknown().optional(),
  device_index: z.unknown().optional(),
});
const templateShape = z.object({
  vpc_security_group_ids: z.unknown().optional(),
  network_interfaces: blockOf(interfaceShape).optional(),
});
const targetGroupShape = z.object({
  port: z.number(),
  health_check: blockOf(z.object({ port: z.string().default("traffic-port") })).optional(),
});

/**
 * Auto Scaling groups; their instances listen where their target groups send requests and health checks. One of a
 * template's interfaces at most is understood: with several each would have groups of its own.
 */
export function readAutoScalingGroups(network: Network): Party[] {
  const { resources } = network;
  return resources.ofType("aws_autoscaling_group").map((resource) => {
    const { vpc_zone_identifier, launch_template, target_group_arns } = read(resource, groupShape);
    const template = resources.target(resource, "launch_template", launch_template.id, "aws_launch_template");
    const { vpc_security_group_ids, network_interfaces } = read(template, templateShape);
    const groupIds = network_interfaces?.security_groups ?? vpc_security_group_ids;
    const places = network.placesOf(resource, vpc_zone_identifier, groupIds);
    return {
      kind: "party",
      name: resource.name,
      resource,
      places,
      listens: targetPorts(resources, resource, target_group_arns),
      isPublic:
        network_interfaces?.associate_public_ip_address ??
        places.some(({ subnet }) => subnet.givesPublicAddresses),
    };
  });
}

function targetPorts(resources: Resources, owner: Resource, targetGroupArns: unknown): Ports[] {
  const groups = resources.targets(owner, "target_group_arns", targetGroupArns ?? [], "aws_lb_target_group");
  const ports = groups.flatMap((group) => {
    const { port, health_check } = read(group, targetGroupShape);
    const healthPort = health_check?.port ?? "traffic-port";
    return healthPort === "traffic-port" ? [port] : [port, portNumber(group, healthPort)];
  });
  return [...new Set(ports)].map(tcp);
}

function portNumber(owner: Resource, port: string): number {
  if (/^\d+$/.test(port)) return Number(port);
  throw new ReachError(
    `${placeOf(owner)}: health_check.port must be a number or traffic-port, given "${port}"`,
  );
}
