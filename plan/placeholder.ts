import { createHash } from "node:crypto";

/** An attribute whose value only an apply will tell. */
export interface UnknownAttribute {
  /** The resource's type, as `aws_subnet`; empty when no resource is known. */
  readonly type: string;
  /** The resource's name in the stack. */
  readonly name: string;
  /** Path from the resource, as `master_user_secret.0.secret_arn`. */
  readonly attribute: string;
  readonly stack: string;
  readonly region: string;
  /** What the plan knows of the resource. */
  readonly planned: Readonly<Record<string, unknown>>;
}

/** No account has this number. The provider's checks want twelve digits in an ARN. */
export const placeholderAccount = "000000000000";

/**
 * A stand-in of the form that AWS would give: downstream, the provider checks that an ARN is one, that ids in a set
 * differ, that a port is a number. The same attribute gets the same value in every run, no two attributes of the same
 * kind get the same, and people recognize it: account 000000000000, ids that begin with zeros, the word "placeholder".
 */
export function placeholder(unknown: UnknownAttribute): string | number {
  const { type, attribute } = unknown;
  const last = attribute.split(".").at(-1) ?? attribute;
  const form = forms[`${type}.${last}`] ?? attributes[last] ?? byLastWord(last);
  return form(unknown);
}

type Form = (unknown: UnknownAttribute) => string | number;

/** EC2's ids: 17 hexadecimal digits. */
const numbered =
  (prefix: string): Form =>
  (unknown) =>
    `${prefix}-${digits(unknown, 17)}`;

const arn =
  (service: string, resource: (unknown: UnknownAttribute) => string, scope: Scope = "regional"): Form =>
  (unknown) =>
    makeArn(service, unknown, resource(unknown), scope);

/** Which of region and account the ARNs of a service name. */
type Scope = "regional" | "account" | "none";

const url: Form = (unknown) => `https://${label(unknown)}.placeholder.example`;
const uuid: Form = (unknown) => digits(unknown, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** What AWS calls a thing, by resource type and attribute: where the general rules below would be wrong or vague. */
const forms: Readonly<Record<string, Form>> = {
  "aws_ami.id": numbered("ami"),
  "aws_ebs_volume.id": numbered("vol"),
  "aws_efs_access_point.id": numbered("fsap"),
  "aws_efs_file_system.id": numbered("fs"),
  "aws_efs_mount_target.id": numbered("fsmt"),
  "aws_eip.id": numbered("eipalloc"),
  "aws_instance.id": numbered("i"),
  "aws_internet_gateway.id": numbered("igw"),
  "aws_launch_template.id": numbered("lt"),
  "aws_nat_gateway.id": numbered("nat"),
  "aws_network_acl.id": numbered("acl"),
  "aws_network_interface.id": numbered("eni"),
  "aws_route_table.id": numbered("rtb"),
  "aws_security_group.id": numbered("sg"),
  "aws_subnet.id": numbered("subnet"),
  "aws_vpc.id": numbered("vpc"),
  "aws_vpc_endpoint.id": numbered("vpce"),

  "aws_api_gateway_rest_api.id": (unknown) => digits(unknown, 10),
  "aws_api_gateway_rest_api.root_resource_id": (unknown) => digits(unknown, 10),
  "aws_api_gateway_rest_api.execution_arn": arn("execute-api", (unknown) => digits(unknown, 10)),
  "aws_api_gateway_stage.invoke_url": (unknown) =>
    `https://${digits(unknown, 10)}.execute-api.${unknown.region}.amazonaws.com/${textOf(unknown, "stage_name")}`,
  "aws_cloudfront_distribution.id": (unknown) => `E${digits(unknown, 13).toUpperCase()}`,
  "aws_cloudfront_distribution.domain_name": (unknown) => `d${digits(unknown, 13)}.cloudfront.net`,
  "aws_cognito_user_pool.id": (unknown) => `${unknown.region}_${digits(unknown, 9)}`,
  "aws_cognito_user_pool_client.id": (unknown) => digits(unknown, 26),
  "aws_kms_key.key_id": uuid,
  "aws_kms_key.id": uuid,
  "aws_route53_zone.zone_id": (unknown) => `Z${digits(unknown, 20).toUpperCase()}`,
  "aws_route53_zone.id": (unknown) => `Z${digits(unknown, 20).toUpperCase()}`,
  "aws_sqs_queue.url": (unknown) =>
    `https://sqs.${unknown.region}.amazonaws.com/${placeholderAccount}/${label(unknown)}`,
  "terraform_data.id": uuid,

  "aws_db_instance.address": (unknown) => databaseHost(unknown, ""),
  "aws_db_instance.endpoint": (unknown) => `${databaseHost(unknown, "")}:${port(unknown)}`,
  "aws_db_instance.resource_id": (unknown) => `db-${digits(unknown, 26).toUpperCase()}`,
  "aws_rds_cluster.endpoint": (unknown) => databaseHost(unknown, "cluster-"),
  "aws_rds_cluster.reader_endpoint": (unknown) => databaseHost(unknown, "cluster-ro-"),
  "aws_rds_cluster.cluster_resource_id": (unknown) => `cluster-${digits(unknown, 26).toUpperCase()}`,
  "aws_elasticache_cluster.cluster_address": (unknown) => cacheHost(unknown),
  "aws_elasticache_cluster.configuration_endpoint": (unknown) => `${cacheHost(unknown)}:${port(unknown)}`,
  "aws_efs_file_system.dns_name": (unknown) =>
    `fs-${digits(unknown, 17)}.efs.${unknown.region}.amazonaws.com`,
  "aws_lb.dns_name": (unknown) => `${label(unknown)}-placeholder.${unknown.region}.elb.amazonaws.com`,
  "aws_ecr_repository.repository_url": (unknown) =>
    `${placeholderAccount}.dkr.ecr.${unknown.region}.amazonaws.com/${label(unknown)}`,

  "aws_acm_certificate.arn": arn("acm", (unknown) => `certificate/${uuid(unknown)}`),
  "aws_acm_certificate_validation.certificate_arn": arn("acm", (unknown) => `certificate/${uuid(unknown)}`),
  "aws_autoscaling_group.arn": arn(
    "autoscaling",
    (unknown) => `autoScalingGroup:${uuid(unknown)}:autoScalingGroupName/${label(unknown)}`,
  ),
  "aws_cloudwatch_log_group.arn": arn("logs", (unknown) => `log-group:${label(unknown)}`),
  "aws_cognito_user_pool.arn": arn(
    "cognito-idp",
    (unknown) => `userpool/${unknown.region}_${digits(unknown, 9)}`,
  ),
  "aws_db_instance.secret_arn": arn("secretsmanager", (unknown) => managedSecretPath(unknown, "db")),
  "aws_rds_cluster.secret_arn": arn("secretsmanager", (unknown) => managedSecretPath(unknown, "cluster")),
  "aws_db_instance.arn": arn("rds", (unknown) => `db:${label(unknown)}`),
  "aws_rds_cluster.arn": arn("rds", (unknown) => `cluster:${label(unknown)}`),
  "aws_ecs_cluster.arn": arn("ecs", (unknown) => `cluster/${label(unknown)}`),
  "aws_ecs_cluster.id": arn("ecs", (unknown) => `cluster/${label(unknown)}`),
  "aws_efs_access_point.arn": arn(
    "elasticfilesystem",
    (unknown) => `access-point/fsap-${digits(unknown, 17)}`,
  ),
  "aws_efs_file_system.arn": arn("elasticfilesystem", (unknown) => `file-system/fs-${digits(unknown, 17)}`),
  "aws_iam_instance_profile.arn": arn("iam", (unknown) => `instance-profile/${label(unknown)}`, "account"),
  "aws_iam_policy.arn": arn("iam", (unknown) => `policy/${label(unknown)}`, "account"),
  "aws_iam_role.arn": arn("iam", (unknown) => `role/${label(unknown)}`, "account"),
  "aws_iam_saml_provider.arn": arn("iam", (unknown) => `saml-provider/${label(unknown)}`, "account"),
  "aws_kms_key.arn": arn("kms", (unknown) => `key/${uuid(unknown)}`),
  "aws_lambda_function.arn": arn("lambda", (unknown) => `function:${label(unknown)}`),
  "aws_lb.arn": arn("elasticloadbalancing", (unknown) => `loadbalancer/${loadBalancerSuffix(unknown)}`),
  "aws_lb.id": arn("elasticloadbalancing", (unknown) => `loadbalancer/${loadBalancerSuffix(unknown)}`),
  "aws_lb.arn_suffix": loadBalancerSuffix,
  "aws_lb_listener.arn": arn("elasticloadbalancing", listenerPath),
  "aws_lb_listener.id": arn("elasticloadbalancing", listenerPath),
  "aws_lb_target_group.arn": arn("elasticloadbalancing", targetGroupSuffix),
  "aws_lb_target_group.id": arn("elasticloadbalancing", targetGroupSuffix),
  "aws_lb_target_group.arn_suffix": targetGroupSuffix,
  "aws_s3_bucket.arn": arn("s3", label, "none"),
  "aws_secretsmanager_secret.arn": arn("secretsmanager", secretPath),
  "aws_secretsmanager_secret.id": arn("secretsmanager", secretPath),
  "aws_sns_topic.arn": arn("sns", label),
  "aws_sns_topic.id": arn("sns", label),
  "aws_sqs_queue.arn": arn("sqs", label),
  "aws_wafv2_web_acl.arn": arn("wafv2", (unknown) => `regional/webacl/${label(unknown)}/${uuid(unknown)}`),
  "aws_wafv2_web_acl.id": uuid,
};

/** Attributes that mean the same on whatever resource. */
const attributes: Readonly<Record<string, Form>> = {
  bucket: (unknown) => `${label(unknown)}-placeholder`,
  secret_arn: arn("secretsmanager", secretPath),
  kms_key_id: arn("kms", (unknown) => `key/${uuid(unknown)}`),
  latest_version: () => 1,
  port,
};

/** What an attribute holds, by the last word of its name; a plain text when that says nothing. */
function byLastWord(attribute: string): Form {
  switch (attribute.split("_").at(-1)?.replace(/s$/, "")) {
    case "arn":
      return generalArn;
    case "url":
    case "uri":
      return url;
    case "endpoint":
    case "addres":
    case "host":
    case "hostname":
    case "domain":
      return (unknown) => `${label(unknown)}.placeholder.example`;
    case "port":
      return port;
    default:
      return attribute.endsWith("dns_name")
        ? (unknown) => `${label(unknown)}.placeholder.example`
        : (unknown) => `placeholder-${digits(unknown, 17)}`;
  }
}

/** By the provider's own names: `aws_dynamodb_table` is a `table` of `dynamodb`. */
function generalArn(unknown: UnknownAttribute): string {
  const [, service = "placeholder", ...kind] = unknown.type.split("_");
  return makeArn(service, unknown, `${kind.join("-") || "placeholder"}/${label(unknown)}`, "regional");
}

function makeArn(service: string, { region }: UnknownAttribute, resource: string, scope: Scope): string {
  const account = scope === "none" ? "" : placeholderAccount;
  return `arn:aws:${service}:${scope === "regional" ? region : ""}:${account}:${resource}`;
}

function loadBalancerSuffix(unknown: UnknownAttribute): string {
  const kind = textOf(unknown, "load_balancer_type") === "network" ? "net" : "app";
  return `${kind}/${label(unknown)}/${digits(unknown, 16)}`;
}

function listenerPath(unknown: UnknownAttribute): string {
  return `listener/app/placeholder/${digits(unknown, 16)}/${digits(unknown, 16)}`;
}

function targetGroupSuffix(unknown: UnknownAttribute): string {
  return `targetgroup/${label(unknown)}/${digits(unknown, 16)}`;
}

/** Secrets Manager ends a secret's ARN with a hyphen and six characters of its own. */
function secretPath(unknown: UnknownAttribute): string {
  return `secret:${label(unknown)}-${digits(unknown, 6)}`;
}

/** What RDS calls the secret that it makes for a master user. */
function managedSecretPath(unknown: UnknownAttribute, kind: string): string {
  return `secret:rds!${kind}-${uuid(unknown)}-${digits(unknown, 6)}`;
}

function databaseHost(unknown: UnknownAttribute, prefix: string): string {
  return `${label(unknown)}.${prefix}placeholder.${unknown.region}.rds.amazonaws.com`;
}

function cacheHost(unknown: UnknownAttribute): string {
  return `${label(unknown)}.placeholder.cfg.${unknown.region}.cache.amazonaws.com`;
}

/** The usual ports of the engines, which AWS takes unless told. */
const ports: readonly (readonly [engine: RegExp, port: number])[] = [
  [/mysql|mariadb/, 3306],
  [/postgres/, 5432],
  [/memcached/, 11211],
  [/redis|valkey/, 6379],
];

function port(unknown: UnknownAttribute): number {
  const { port: planned, engine } = unknown.planned;
  if (typeof planned === "number") return planned;
  const known = ports.find(([name]) => name.test(String(engine ?? unknown.name)));
  return known?.[1] ?? 443;
}

/** Attributes that name a resource, where a plan knows one of them. */
const names = ["identifier", "cluster_identifier", "cluster_id", "bucket", "name", "function_name"];

/** What the resource is called, as far as the plan knows; else its name in the stack. */
function label(unknown: UnknownAttribute): string {
  const planned = names.map((name) => unknown.planned[name]).find((name) => typeof name === "string");
  return String(planned ?? unknown.name.replaceAll("_", "-"));
}

function textOf({ planned }: UnknownAttribute, attribute: string): string {
  return String(planned[attribute] ?? "placeholder");
}

/** Zeros, to be recognized, and a trace of the resource's address, to tell it from its siblings. */
function digits({ stack, type, name }: UnknownAttribute, length: number): string {
  const trace = createHash("sha256").update(`${stack}/${type}.${name}`).digest("hex");
  return trace.slice(0, Math.min(10, length - 2)).padStart(length, "0");
}
