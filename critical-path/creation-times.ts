import type { Arguments } from "./configuration-document";

/**
 * How long Terraform typically waits for a resource of a type: what AWS takes until it says that it is there. Nothing of
 * this is measured by us on AWS (docs/critical-path.md).
 */
export interface CreationTime {
  readonly seconds: number;
  /** With an argument that makes AWS take longer, or the provider wait for more. */
  readonly longer?: {
    /** The argument as the documentation names it. */
    readonly with: string;
    readonly applies: (args: Arguments) => boolean;
    readonly seconds: number;
  };
  /** Where the figure is from. "Logs" are applies that others have published ("Creation complete after"). */
  readonly source: string;
}

/** A call or two of AWS's API, answered at once: most types. */
export const defaultSeconds = 2;

/** The types whose creation takes longer than a call or two, or no call at all. */
export const creationTimes: Readonly<Record<string, CreationTime>> = {
  aws_acm_certificate: {
    seconds: 5,
    source: "logs: 1 to 6 s, until ACM names the record that proves the domain",
  },
  aws_acm_certificate_validation: {
    seconds: 60,
    source: "logs: 2 to 61 s; the provider gives up after 75 minutes",
  },
  aws_api_gateway_account: {
    seconds: 10,
    source: "our estimate: the provider tries again until API Gateway may take the role that was just made",
  },
  aws_autoscaling_group: {
    seconds: 75,
    longer: {
      with: "`min_elb_capacity`",
      applies: ({ min_elb_capacity, wait_for_elb_capacity }) =>
        Number(wait_for_elb_capacity ?? min_elb_capacity ?? 0) > 0,
      seconds: 300,
    },
    source:
      "logs: 71 to 135 s until the instances run; until the load balancer finds them healthy, our estimate of a boot that installs its packages",
  },
  aws_db_instance: {
    seconds: 300,
    longer: { with: "`multi_az`", applies: ({ multi_az }) => multi_az === true, seconds: 960 },
    source:
      "logs: 3 to 6 minutes, and 10 to 17 with a standby, the first backup included; hashicorp/terraform#498: 5 to 10, and 15 to 20; the provider gives up after 40",
  },
  aws_ecs_cluster: { seconds: 11, source: "logs: 10 to 12 s" },
  aws_ecs_service: {
    seconds: defaultSeconds,
    longer: {
      with: "`wait_for_steady_state`",
      applies: ({ wait_for_steady_state }) => wait_for_steady_state === true,
      seconds: 180,
    },
    source: "logs: 1 s, for nobody waits for the tasks; if somebody does, our estimate",
  },
  aws_efs_file_system: { seconds: 6, source: "our estimate: the provider looks again until it is available" },
  aws_efs_mount_target: { seconds: 85, source: "logs: 84 s; the provider gives up after 30 minutes" },
  aws_elasticache_cluster: {
    seconds: 330,
    source: "logs: 3:42 to 6:05 minutes, of Redis; the provider gives up after 40",
  },
  aws_iam_instance_profile: { seconds: 7, source: "logs: 1 to 8 s, until IAM has spread it" },
  aws_kms_key: { seconds: 22, source: "logs: 12 to 29 s, until KMS has spread policy and rotation" },
  aws_lambda_function: {
    seconds: 12,
    longer: { with: "`vpc_config`", applies: ({ vpc_config }) => vpc_config !== undefined, seconds: 30 },
    source:
      "logs: 8 to 25 s; in a VPC our estimate: the first function of a subnet and security group waits for network interfaces, some minutes at worst, which later ones share (Lambda developer guide)",
  },
  aws_lambda_invocation: { seconds: 10, source: "our estimate: a cold start and what the function does" },
  aws_launch_template: { seconds: 6, source: "logs: 5 to 8 s" },
  aws_lb: { seconds: 160, source: "logs: 2:15 to 3:07 minutes; the provider gives up after 10" },
  aws_nat_gateway: { seconds: 105, source: "logs: 1:25 to 2:05 minutes; the provider gives up after 10" },
  aws_rds_cluster: { seconds: 45, source: "logs: 43 s: storage and endpoints, no server yet" },
  aws_rds_cluster_instance: {
    seconds: 400,
    source: "logs: 6:21 minutes; the provider gives up after 90",
  },
  aws_route53_record: { seconds: 35, source: "logs: 35 s, until all of the zone's name servers have it" },
  aws_security_group: { seconds: 3, source: "logs: 2 to 4 s: made, then AWS's default egress is taken away" },
  aws_vpc: {
    seconds: 3,
    longer: {
      with: "`enable_dns_hostnames`",
      applies: ({ enable_dns_hostnames }) => enable_dns_hostnames === true,
      seconds: 12,
    },
    source: "logs: 1 to 4 s, and 11 to 22 s with a second change that is waited for",
  },
  aws_vpc_endpoint: {
    seconds: 6,
    longer: {
      with: "type `Interface`",
      applies: ({ vpc_endpoint_type }) => vpc_endpoint_type === "Interface",
      seconds: 110,
    },
    source: "logs: 6 s, and 113 s of type `Interface`",
  },
  terraform_data: { seconds: 0, source: "Terraform's own memory: nobody is asked" },
};

/** Seconds that the creation of a resource typically takes; of a type that isn't in the table, the default. */
export function creationSeconds(type: string, args: Arguments): number {
  const time = creationTimes[type];
  if (time === undefined) return defaultSeconds;
  return time.longer?.applies(args) ? time.longer.seconds : time.seconds;
}
