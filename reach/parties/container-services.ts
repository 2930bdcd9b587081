import { z } from "zod";
import type { Party } from "../ends";
import type { Network } from "../network";
import type { Ports } from "../ports";
import { ReachError } from "../reach-error";
import { placeOf, type Resource, read } from "../resources";

/** Without network_configuration tasks share their host's network: Fargate refuses that, and so do we. */
const serviceShape = z.object({
  task_definition: z.string(),
  network_configuration: z.object({
    assign_public_ip: z.boolean().default(false),
    subnets: z.unknown().optional(),
    security_groups: z.unknown().optional(),
  }),
});
const taskShape = z.object({ network_mode: z.literal("awsvpc"), container_definitions: z.string() });
const containersShape = z.array(
  z.object({
    portMappings: z
      .array(z.object({ containerPort: z.number(), protocol: z.string().default("tcp") }))
      .default([]),
  }),
);

/** ECS services; each listens on the ports that its containers map. */
export function readContainerServices(network: Network): Party[] {
  return network.resources.ofType("aws_ecs_service").map((resource) => {
    const { task_definition, network_configuration: where } = read(resource, serviceShape);
    const task = network.resources.target(
      resource,
      "task_definition",
      task_definition,
      "aws_ecs_task_definition",
    );
    return {
      kind: "party",
      name: resource.name,
      resource,
      places: network.placesOf(resource, where.subnets, where.security_groups),
      listens: mappedPorts(task),
      isPublic: where.assign_public_ip,
    };
  });
}

function mappedPorts(task: Resource): Ports[] {
  return containersOf(task).flatMap(({ portMappings }) =>
    portMappings.map(({ containerPort, protocol }) => ({
      protocol,
      first: containerPort,
      last: containerPort,
    })),
  );
}

/** Terraform's references inside are text of the JSON's strings, so it can be read before they are known. */
function containersOf(task: Resource): z.output<typeof containersShape> {
  const { container_definitions } = read(task, taskShape);
  const result = containersShape.safeParse(parsed(container_definitions));
  if (result.success) return result.data;
  throw new ReachError(`${placeOf(task)}: container_definitions must be a JSON list of containers`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
