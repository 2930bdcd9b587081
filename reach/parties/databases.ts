import { z } from "zod";
import type { Party, Place } from "../ends";
import type { Network } from "../network";
import { type Ports, tcp } from "../ports";
import { ReachError } from "../reach-error";
import { placeOf, type Resource, read } from "../resources";

/** Where RDS's engines listen unless told otherwise. */
const enginePorts: Readonly<Record<string, number>> = {
  mysql: 3306,
  mariadb: 3306,
  "aurora-mysql": 3306,
  postgres: 5432,
  "aurora-postgresql": 5432,
};

const listening = { engine: z.string(), port: z.number().optional() };
const placing = { db_subnet_group_name: z.string(), vpc_security_group_ids: z.unknown().optional() };
const instanceShape = z.object({ ...listening, ...placing, publicly_accessible: z.boolean().default(false) });
const clusterShape = z.object({ ...listening, ...placing });
const clusterInstanceShape = z.object({
  cluster_identifier: z.string(),
  availability_zone: z.string().optional(),
  publicly_accessible: z.boolean().default(false),
});
const subnetGroupShape = z.object({ subnet_ids: z.unknown().optional() });

/** RDS instances, which may come to stand in any zone of their subnet group, and those of Aurora. */
export function readDatabases(network: Network): Party[] {
  return [...readInstances(network), ...readClusterInstances(network)];
}

function readInstances(network: Network): Party[] {
  return network.resources.ofType("aws_db_instance").map((resource) => {
    const args = read(resource, instanceShape);
    return {
      kind: "party",
      name: resource.name,
      resource,
      places: placesOf(network, resource, args),
      listens: [portOf(resource, args)],
      isPublic: args.publicly_accessible,
    };
  });
}

/** Groups, subnets and port are the cluster's; the zone may be the instance's own. */
function readClusterInstances(network: Network): Party[] {
  return network.resources.ofType("aws_rds_cluster_instance").map((resource) => {
    const { cluster_identifier, availability_zone, publicly_accessible } = read(
      resource,
      clusterInstanceShape,
    );
    const cluster = network.resources.target(
      resource,
      "cluster_identifier",
      cluster_identifier,
      "aws_rds_cluster",
    );
    const args = read(cluster, clusterShape);
    const places = placesOf(network, cluster, args).filter(
      ({ subnet }) => availability_zone === undefined || subnet.zone === availability_zone,
    );
    if (places.length === 0) {
      throw new ReachError(`${placeOf(resource)}: its cluster has no subnet in ${availability_zone}`);
    }
    return {
      kind: "party",
      name: resource.name,
      resource,
      places,
      listens: [portOf(cluster, args)],
      isPublic: publicly_accessible,
    };
  });
}

function placesOf(
  network: Network,
  owner: Resource,
  {
    db_subnet_group_name,
    vpc_security_group_ids,
  }: { db_subnet_group_name: string; vpc_security_group_ids?: unknown },
): Place[] {
  const group = network.resources.target(
    owner,
    "db_subnet_group_name",
    db_subnet_group_name,
    "aws_db_subnet_group",
  );
  return network.placesOf(owner, read(group, subnetGroupShape).subnet_ids, vpc_security_group_ids);
}

function portOf(owner: Resource, { engine, port }: { engine: string; port?: number | undefined }): Ports {
  const listens = port ?? enginePorts[engine];
  if (listens === undefined) {
    throw new ReachError(
      `${placeOf(owner)}: reach doesn't know where ${JSON.stringify(engine)} listens; set port`,
    );
  }
  return tcp(listens);
}
