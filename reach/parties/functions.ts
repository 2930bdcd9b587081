import { z } from "zod";
import type { Party } from "../ends";
import type { Network } from "../network";
import { read } from "../resources";

const functionShape = z.object({
  vpc_config: z
    .strictObject({ subnet_ids: z.unknown().optional(), security_group_ids: z.unknown().optional() })
    .optional(),
});

/**
 * Lambda functions in a VPC. They listen on nothing: AWS hands them their events without the VPC. Those without a VPC
 * stand in AWS's own network and are no part of the picture.
 */
export function readFunctions(network: Network): Party[] {
  return network.resources.ofType("aws_lambda_function").flatMap((resource) => {
    const { vpc_config } = read(resource, functionShape);
    if (vpc_config === undefined) return [];
    return {
      kind: "party" as const,
      name: resource.name,
      resource,
      places: network.placesOf(resource, vpc_config.subnet_ids, vpc_config.security_group_ids),
      listens: [],
      isPublic: false,
    };
  });
}
