import { ReachError } from "./reach-error";
import type { Resources } from "./resources";

/** Types whose every argument that matters is read: what networks are made of and what stands in them. */
const readTypes = [
  "aws_vpc",
  "aws_subnet",
  "aws_internet_gateway",
  "aws_nat_gateway",
  "aws_route_table",
  "aws_route_table_association",
  "aws_route",
  "aws_vpc_endpoint",
  "aws_default_security_group",
  "aws_security_group",
  "aws_vpc_security_group_ingress_rule",
  "aws_vpc_security_group_egress_rule",
  "aws_lb",
  "aws_lb_listener",
  "aws_lb_target_group",
  "aws_ecs_service",
  "aws_ecs_task_definition",
  "aws_lambda_function",
  "aws_db_subnet_group",
  "aws_db_instance",
  "aws_rds_cluster",
  "aws_rds_cluster_instance",
  "aws_elasticache_subnet_group",
  "aws_elasticache_cluster",
  "aws_efs_file_system",
  "aws_efs_mount_target",
  "aws_launch_template",
  "aws_autoscaling_group",
];

/** Types that stand in no network and change none. */
const typesWithoutNetwork = [
  "aws_api_gateway_account",
  "aws_api_gateway_deployment",
  "aws_api_gateway_method_settings",
  "aws_api_gateway_rest_api",
  "aws_api_gateway_stage",
  "aws_autoscaling_policy",
  "aws_db_parameter_group",
  "aws_ecs_cluster",
  "aws_efs_access_point",
  "aws_efs_backup_policy",
  "aws_efs_file_system_policy",
  "aws_eip",
  "aws_elasticache_parameter_group",
  "aws_lambda_invocation",
  "aws_lambda_permission",
  // Where a listener sends a request is decided behind the port that it came in by.
  "aws_lb_listener_rule",
  "aws_rds_cluster_parameter_group",
  "aws_route53_record",
  "aws_ssm_parameter",
  // Terraform's own memory: it makes nothing.
  "terraform_data",
];

/** Whole families of such types. */
const familiesWithoutNetwork = [
  "aws_acm_certificate",
  "aws_appautoscaling_",
  "aws_backup_",
  "aws_cloudwatch_",
  "aws_cognito_",
  "aws_ecr_",
  "aws_iam_",
  "aws_kms_",
  "aws_s3_bucket",
  "aws_secretsmanager_",
  "aws_sns_",
  "aws_wafv2_",
];

/**
 * Everything that isn't known might open or close a way: a network ACL, a peering connection, a rule of the older kind.
 *
 * @throws ReachError naming all such resources
 */
export function refuseUnknownTypes({ all }: Resources): void {
  const unknown = all.filter(({ type }) => !isKnown(type));
  if (unknown.length === 0) return;
  const list = unknown.map(({ stack, type, name }) => `  ${type}.${name} in ${stack}`).join("\n");
  throw new ReachError(
    `reach doesn't know what these do to the network:\n${list}\n` +
      "Teach it to read them, or, if they neither stand in a network nor change one, list their types in reach/known-types.ts.",
  );
}

function isKnown(type: string): boolean {
  return (
    readTypes.includes(type) ||
    typesWithoutNetwork.includes(type) ||
    familiesWithoutNetwork.some((family) => type.startsWith(family))
  );
}
