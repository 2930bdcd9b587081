import { z } from "zod";
import type { Party } from "../ends";
import type { Network } from "../network";
import { tcp } from "../ports";
import { type Resource, type Resources, read } from "../resources";

const loadBalancerShape = z.object({
  load_balancer_type: z.literal("application"),
  internal: z.boolean().default(false),
  subnets: z.unknown().optional(),
  security_groups: z.unknown().optional(),
});
const listenerShape = z.object({ load_balancer_arn: z.string(), port: z.coerce.number() });

/** Application Load Balancers; each listens where its listeners do. */
export function readLoadBalancers(network: Network): Party[] {
  return network.resources.ofType("aws_lb").map((resource) => {
    const { internal, subnets, security_groups } = read(resource, loadBalancerShape);
    return {
      kind: "party",
      name: resource.name,
      resource,
      places: network.placesOf(resource, subnets, security_groups),
      listens: listenerPorts(network.resources, resource).map(tcp),
      isPublic: !internal,
    };
  });
}

function listenerPorts(resources: Resources, loadBalancer: Resource): number[] {
  return resources.ofType("aws_lb_listener").flatMap((listener) => {
    const { load_balancer_arn, port } = read(listener, listenerShape);
    const owner = resources.target(listener, "load_balancer_arn", load_balancer_arn, "aws_lb");
    return owner === loadBalancer ? [port] : [];
  });
}
