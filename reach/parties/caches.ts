import { z } from "zod";
import type { Party } from "../ends";
import type { Network } from "../network";
import { tcp } from "../ports";
import { read } from "../resources";

const clusterShape = z.object({
  engine: z.enum(["memcached", "redis"]),
  port: z.number().optional(),
  subnet_group_name: z.string(),
  security_group_ids: z.unknown().optional(),
});
const subnetGroupShape = z.object({ subnet_ids: z.unknown().optional() });

/** Where ElastiCache's engines listen unless told otherwise. */
const enginePorts = { memcached: 11_211, redis: 6_379 };

/** ElastiCache clusters; their nodes may stand in every subnet of the group. */
export function readCaches(network: Network): Party[] {
  const { resources } = network;
  return resources.ofType("aws_elasticache_cluster").map((resource) => {
    const { engine, port, subnet_group_name, security_group_ids } = read(resource, clusterShape);
    const group = resources.target(
      resource,
      "subnet_group_name",
      subnet_group_name,
      "aws_elasticache_subnet_group",
    );
    return {
      kind: "party",
      name: resource.name,
      resource,
      places: network.placesOf(resource, read(group, subnetGroupShape).subnet_ids, security_group_ids),
      listens: [tcp(port ?? enginePorts[engine])],
      isPublic: false,
    };
  });
}
