import { ElasticacheCluster } from "@cdktf/provider-aws/lib/elasticache-cluster";
import { ElasticacheSubnetGroup } from "@cdktf/provider-aws/lib/elasticache-subnet-group";
import { Construct } from "constructs";

export interface MemcachedClusterProps {
  /** At most 50 characters. */
  readonly name: string;
  /** E.g. `cache.t4g.micro`. */
  readonly nodeType: string;
  /** At least one a zone. Each node holds its own part of what is cached. */
  readonly nodeCount: number;
  /** Full names; the nodes are dealt out to them in turn. At least two. */
  readonly availabilityZones: readonly string[];
  readonly subnetIds: string[];
  readonly securityGroupId: string;
}

/** The newest that ElastiCache offers of 1.6. */
const engineVersion = "1.6.22";
const parameterGroupName = "default.memcached1.6";
const port = 11211;

/**
 * A memcached cluster with nodes in every zone. Clients ask its configuration endpoint for the nodes there are. When a
 * node fails its part of the cache is empty: a cache, never a store.
 *
 * Speaks without TLS, within the security group: what a page caches is mostly public, and memcached clients in PHP have
 * no TLS. It can't encrypt at rest, having nothing at rest.
 */
export class MemcachedCluster extends Construct {
  readonly clusterId: string;
  /** Host and port, as `name.cfg.region.cache.amazonaws.com:11211`. */
  readonly configurationEndpoint: string;

  constructor(scope: Construct, id: string, props: MemcachedClusterProps) {
    super(scope, id);
    requireNodeInEveryZone(props);
    const subnets = new ElasticacheSubnetGroup(this, "subnets", {
      name: props.name,
      description: `Data subnets of ${props.name}`,
      subnetIds: props.subnetIds,
    });
    const cluster = new ElasticacheCluster(this, "Default", {
      clusterId: props.name,
      engine: "memcached",
      engineVersion,
      parameterGroupName,
      port,
      nodeType: props.nodeType,
      numCacheNodes: props.nodeCount,
      azMode: "cross-az",
      preferredAvailabilityZones: zonesOfNodes(props),
      subnetGroupName: subnets.name,
      securityGroupIds: [props.securityGroupId],
      maintenanceWindow: "sun:04:30-sun:05:30",
    });
    this.clusterId = cluster.clusterId;
    this.configurationEndpoint = cluster.configurationEndpoint;
  }
}

function requireNodeInEveryZone({ name, nodeCount, availabilityZones }: MemcachedClusterProps): void {
  const zones = availabilityZones.length;
  if (zones >= 2 && nodeCount >= zones) return;
  throw new Error(
    `cache ${name} has ${nodeCount} nodes in ${zones} zones: give it two zones or more and a node for each`,
  );
}

/** One zone a node; ElastiCache alone would be free to put all nodes but one into the same. */
function zonesOfNodes({ nodeCount, availabilityZones }: MemcachedClusterProps): string[] {
  return Array.from(
    { length: nodeCount },
    (_, node) => availabilityZones[node % availabilityZones.length] as string,
  );
}
