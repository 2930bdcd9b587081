// Writes the README's table: what each side has of each kind. Fails when a side has something that no row names.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ ours: string[], theirs: string[], why?: string }} Row */

/** @type {Row[]} */
const rows = [
  { ours: ["aws_vpc"], theirs: ["AWS::EC2::VPC"] },
  { ours: ["aws_subnet"], theirs: ["AWS::EC2::Subnet"] },
  {
    ours: ["aws_internet_gateway"],
    theirs: ["AWS::EC2::InternetGateway", "AWS::EC2::VPCGatewayAttachment"],
    why: "CloudFormation attaches apart",
  },
  {
    ours: ["aws_eip", "aws_nat_gateway"],
    theirs: ["AWS::EC2::EIP", "AWS::EC2::NatGateway"],
  },
  {
    ours: ["aws_route_table", "aws_route", "aws_route_table_association"],
    theirs: ["AWS::EC2::RouteTable", "AWS::EC2::Route", "AWS::EC2::SubnetRouteTableAssociation"],
    why: "`Vpc` makes a route table for each subnet; Strata shares those of public and of data subnets",
  },
  {
    ours: ["aws_default_security_group"],
    theirs: ["Custom::VpcRestrictDefaultSG"],
    why: "no such resource in CloudFormation: a custom resource, with a function and a role (below)",
  },
  { ours: ["aws_security_group"], theirs: ["AWS::EC2::SecurityGroup"] },
  {
    ours: ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"],
    theirs: ["AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"],
    why: "rules of address ranges stand within the group",
  },
  { ours: ["aws_vpc_endpoint"], theirs: ["AWS::EC2::VPCEndpoint"] },
  { ours: ["aws_kms_key", "aws_kms_alias"], theirs: ["AWS::KMS::Key", "AWS::KMS::Alias"] },
  {
    ours: ["aws_secretsmanager_secret"],
    theirs: ["AWS::SecretsManager::Secret"],
    why: "CloudFormation's has a password from the start. The master users' secrets are RDS's own on both sides",
  },
  {
    ours: ["aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance"],
    theirs: ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"],
  },
  {
    ours: ["aws_db_parameter_group", "aws_rds_cluster_parameter_group", "aws_db_subnet_group"],
    theirs: ["AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup", "AWS::RDS::DBSubnetGroup"],
  },
  {
    ours: ["aws_elasticache_cluster", "aws_elasticache_subnet_group"],
    theirs: ["AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::SubnetGroup"],
    why: "there are no higher constructs for memcached",
  },
  {
    ours: [
      "aws_efs_file_system",
      "aws_efs_access_point",
      "aws_efs_mount_target",
      "aws_efs_backup_policy",
      "aws_efs_file_system_policy",
    ],
    theirs: ["AWS::EFS::FileSystem", "AWS::EFS::AccessPoint", "AWS::EFS::MountTarget"],
    why: "backup and policy are properties of the file system",
  },
  {
    ours: ["aws_ecr_repository", "aws_ecr_lifecycle_policy"],
    theirs: ["AWS::ECR::Repository"],
    why: "the lifecycle policy is a property",
  },
  {
    ours: ["aws_ecs_cluster", "aws_ecs_service", "aws_ecs_task_definition"],
    theirs: ["AWS::ECS::Cluster", "AWS::ECS::Service", "AWS::ECS::TaskDefinition"],
  },
  {
    ours: ["aws_appautoscaling_target", "aws_appautoscaling_policy"],
    theirs: ["AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy"],
  },
  {
    ours: ["aws_lb", "aws_lb_listener", "aws_lb_target_group", "aws_lb_listener_rule"],
    theirs: [
      "AWS::ElasticLoadBalancingV2::LoadBalancer",
      "AWS::ElasticLoadBalancingV2::Listener",
      "AWS::ElasticLoadBalancingV2::TargetGroup",
      "AWS::ElasticLoadBalancingV2::ListenerRule",
    ],
  },
  { ours: ["aws_launch_template"], theirs: ["AWS::EC2::LaunchTemplate"] },
  {
    ours: ["aws_autoscaling_group", "aws_autoscaling_policy"],
    theirs: [
      "AWS::AutoScaling::AutoScalingGroup",
      "AWS::AutoScaling::ScalingPolicy",
      "AWS::AutoScaling::LifecycleHook",
    ],
    why: "the launch hook is a property in Terraform",
  },
  {
    ours: [
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_iam_role_policy_attachment",
      "aws_iam_instance_profile",
    ],
    theirs: ["AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::InstanceProfile"],
    why: "roles of the three custom resources and of the tasks; an attachment is a property",
  },
  {
    ours: ["aws_lambda_function", "aws_lambda_permission"],
    theirs: ["AWS::Lambda::Function", "AWS::Lambda::Permission"],
    why: "the functions of the three custom resources",
  },
  {
    ours: ["aws_lambda_invocation"],
    theirs: ["Custom::Trigger", "AWS::Lambda::Version"],
    why: "`Trigger`, a custom resource, runs the migration, and runs a version",
  },
  {
    ours: [
      "aws_api_gateway_rest_api",
      "aws_api_gateway_deployment",
      "aws_api_gateway_stage",
      "aws_api_gateway_method_settings",
      "aws_api_gateway_account",
    ],
    theirs: [
      "AWS::ApiGateway::RestApi",
      "AWS::ApiGateway::Deployment",
      "AWS::ApiGateway::Stage",
      "AWS::ApiGateway::Account",
    ],
    why: "method settings are a property of the stage",
  },
  { ours: ["aws_cloudwatch_log_group"], theirs: ["AWS::Logs::LogGroup"] },
  { ours: ["aws_cloudwatch_metric_alarm"], theirs: ["AWS::CloudWatch::Alarm"] },
  { ours: ["aws_cloudwatch_dashboard"], theirs: ["AWS::CloudWatch::Dashboard"] },
];

const here = dirname(fileURLToPath(import.meta.url));
const [, , terraformFolder = join(here, "../../cdktf.out"), assembly = join(here, "cdk.out")] = process.argv;

const ours = countOurs(join(terraformFolder, "stacks"));
const theirs = countTheirs(assembly);
refuseStrangers("ours", ours);
refuseStrangers("theirs", theirs);
writeIntoReadme(
  [
    "| Strata | | AWS CDK | | why they differ |",
    "| --- | ---: | --- | ---: | --- |",
    ...rows.map(
      (row) =>
        `| ${cell(row.ours)} | ${total(ours, row.ours)} | ${cell(row.theirs)} | ${total(theirs, row.theirs)} | ${row.why ?? ""} |`,
    ),
    `| **together** | **${total(ours)}** | | **${total(theirs)}** | |`,
  ].join("\n"),
);

/**
 * The bootstrap stack is left out: AWS CDK's is not in the app but in `cdk bootstrap`.
 * @param {string} folder
 * @returns {Map<string, number>} type → how many
 */
function countOurs(folder) {
  const counts = new Map();
  for (const stack of readdirSync(folder).filter((name) => name !== "bootstrap")) {
    const { resource } = JSON.parse(readFileSync(join(folder, stack, "cdk.tf.json"), "utf8"));
    for (const [type, byName] of Object.entries(resource)) {
      counts.set(type, (counts.get(type) ?? 0) + Object.keys(byName).length);
    }
  }
  return counts;
}

/**
 * @param {string} folder
 * @returns {Map<string, number>} type → how many
 */
function countTheirs(folder) {
  const counts = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".template.json"))) {
    /** @type {{ Resources: Record<string, { Type: string }> }} */
    const { Resources } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    for (const { Type } of Object.values(Resources)) counts.set(Type, (counts.get(Type) ?? 0) + 1);
  }
  return counts;
}

/**
 * @param {"ours" | "theirs"} side
 * @param {Map<string, number>} counts
 */
function refuseStrangers(side, counts) {
  if (counts.size === 0) throw new Error(`there is nothing of ${side}: synthesize both sides first`);
  const named = new Set(rows.flatMap((row) => row[side]));
  const strangers = [...counts.keys()].filter((type) => !named.has(type));
  if (strangers.length > 0) {
    throw new Error(`no row names ${strangers.join(", ")}: add it to inventory.mjs, and to the other side`);
  }
}

/**
 * @param {Map<string, number>} counts
 * @param {string[]} types all by default
 */
function total(counts, types = [...counts.keys()]) {
  return types.reduce((sum, type) => sum + (counts.get(type) ?? 0), 0);
}

/** @param {string[]} types */
function cell(types) {
  return types.map((type) => `\`${type}\``).join(", ");
}

/** @param {string} table */
function writeIntoReadme(table) {
  const path = join(here, "README.md");
  const [start, end] = ["<!-- generated:inventory -->", "<!-- /generated:inventory -->"];
  const readme = readFileSync(path, "utf8");
  const [before, rest] = readme.split(start);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) {
    throw new Error(`README.md lacks the lines ${start} and ${end}`);
  }
  writeFileSync(path, `${before}${start}\n${table}\n${end}${after}`);
}
