import { z } from "zod";
import type { GatewayService, Party } from "../ends";
import type { Network } from "../network";
import { tcp } from "../ports";
import { read } from "../resources";

const same = {
  vpc_id: z.string(),
  service_name: z.string(),
  policy: z.string().optional(),
};
const endpointShape = z.discriminatedUnion("vpc_endpoint_type", [
  z.strictObject({
    ...same,
    vpc_endpoint_type: z.literal("Interface"),
    private_dns_enabled: z.boolean().optional(),
    subnet_ids: z.unknown().optional(),
    security_group_ids: z.unknown().optional(),
  }),
  z.strictObject({
    ...same,
    vpc_endpoint_type: z.literal("Gateway"),
    route_table_ids: z.unknown().optional(),
  }),
]);

/** AWS's APIs speak HTTPS. */
const listens = [tcp(443)];

/** The interfaces of AWS services in our subnets, and the services that route tables lead to. */
export function readVpcEndpoints(network: Network): (Party | GatewayService)[] {
  return network.resources.ofType("aws_vpc_endpoint").map((resource) => {
    const args = read(resource, endpointShape);
    const { name } = resource;
    if (args.vpc_endpoint_type === "Interface") {
      const places = network.placesOf(resource, args.subnet_ids, args.security_group_ids);
      return { kind: "party", name, resource, places, listens, isPublic: false };
    }
    const routeTables = network.resources.targets(
      resource,
      "route_table_ids",
      args.route_table_ids,
      "aws_route_table",
    );
    return { kind: "service", name, resource, routeTables, listens };
  });
}
