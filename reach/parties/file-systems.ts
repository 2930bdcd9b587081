import { z } from "zod";
import type { Party, Place } from "../ends";
import type { Network } from "../network";
import { tcp } from "../ports";
import { type Resource, read } from "../resources";

const mountTargetShape = z.object({
  file_system_id: z.string(),
  subnet_id: z.string(),
  security_groups: z.unknown().optional(),
});
const nfs = 2049;

/** EFS file systems, which stand where their mount targets do. Without one a file system is in no network. */
export function readFileSystems(network: Network): Party[] {
  const { resources } = network;
  return resources.ofType("aws_efs_file_system").flatMap((resource) => {
    const places = resources.ofType("aws_efs_mount_target").flatMap((target) => {
      const { file_system_id } = read(target, mountTargetShape);
      const owner = resources.target(target, "file_system_id", file_system_id, "aws_efs_file_system");
      return owner === resource ? placesOf(network, target) : [];
    });
    if (places.length === 0) return [];
    return {
      kind: "party" as const,
      name: resource.name,
      resource,
      places,
      listens: [tcp(nfs)],
      isPublic: false,
    };
  });
}

function placesOf(network: Network, mountTarget: Resource): Place[] {
  const { subnet_id, security_groups } = read(mountTarget, mountTargetShape);
  return network.placesOf(mountTarget, subnet_id, security_groups);
}
