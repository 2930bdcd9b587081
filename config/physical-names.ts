/**
 * Every name that is seen outside Terraform is made here: `<system>-<environment>[-<role>]`, checked against what
 * AWS takes. Nothing is ever cut short: two names that differ at the end would become one.
 */

interface NameKind {
  /** What the error message calls it. */
  readonly label: string;
  readonly limit: number;
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly rule: string;
  /** The name is the role alone: AWS completes a prefix with something unique, and there's no room for more. */
  readonly roleOnly?: true;
}

const lettersDigitsHyphens = /^[A-Za-z0-9-]+$/;
const wordCharacters = /^[\w-]+$/;

// The comment above each entry is the API call whose reference documents the limit.
const kinds = {
  // elasticloadbalancing:CreateLoadBalancer
  loadBalancer: {
    label: "load balancer",
    limit: 32,
    pattern: /^(?!internal-|-)[A-Za-z0-9-]+(?<!-)$/,
    rule: "letters, digits and hyphens, not at either end, and not starting with `internal-`",
  },
  // elasticloadbalancing:CreateTargetGroup allows 32, of which the provider takes 26 for its unique suffix
  targetGroupPrefix: {
    label: "target group prefix",
    limit: 6,
    pattern: /^(?!-)[A-Za-z0-9-]+$/,
    rule: "letters, digits and hyphens, not starting with a hyphen",
    roleOnly: true,
  },
  // rds:CreateDBInstance, rds:CreateDBCluster
  databaseIdentifier: {
    label: "database",
    limit: 63,
    pattern: /^[a-z](?:-?[a-z0-9])*$/,
    rule: "lower-case letters, digits and single hyphens, starting with a letter",
  },
  // elasticache:CreateCacheCluster
  cacheCluster: {
    label: "cache cluster",
    limit: 50,
    pattern: /^[a-z](?:-?[a-z0-9])*$/,
    rule: "lower-case letters, digits and single hyphens, starting with a letter",
  },
  // secretsmanager:CreateSecret. Every secret's ARN ends with a hyphen and six random characters; a name that
  // ends so too can make a look-up by partial ARN find the wrong secret.
  secret: {
    label: "secret",
    limit: 512,
    pattern: /^(?!.*-[A-Za-z0-9]{6}$)[\w/+=.@-]+$/,
    rule: "letters, digits and /_+=.@-, not ending with a hyphen and exactly six letters or digits",
  },
  // kms:CreateAlias, whose 256 include `alias/`
  kmsAlias: {
    label: "KMS alias",
    limit: 250,
    pattern: /^(?!aws)[\w/-]+$/,
    rule: "letters, digits, slashes, hyphens and underscores",
  },
  // The value of a Name tag (ec2:CreateTags): what the console shows of a VPC, a subnet or an endpoint
  nameTag: { label: "Name tag", limit: 256, pattern: wordCharacters, rule: "letters, digits and hyphens" },
  // lambda:CreateFunction
  lambda: {
    label: "Lambda function",
    limit: 64,
    pattern: wordCharacters,
    rule: "letters, digits, hyphens and underscores",
  },
  // iam:CreateRole
  iamRole: {
    label: "IAM role",
    limit: 64,
    pattern: /^[\w+=,.@-]+$/,
    rule: "letters, digits and _+=,.@-",
  },
  // ec2:CreateLaunchTemplate
  launchTemplate: {
    label: "launch template",
    limit: 128,
    pattern: /^[\w.()/-]{3,}$/,
    rule: "at least 3 letters, digits and _.()/-",
  },
  // autoscaling:CreateAutoScalingGroup
  autoScalingGroup: {
    label: "Auto Scaling group",
    limit: 255,
    pattern: wordCharacters,
    rule: "letters, digits, hyphens and underscores",
  },
  // ec2:CreateSecurityGroup
  securityGroup: {
    label: "security group",
    limit: 255,
    pattern: /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]+$/,
    rule: "letters, digits and punctuation, not starting with `sg-`",
  },
  // ecs:CreateCluster
  ecsCluster: {
    label: "ECS cluster",
    limit: 255,
    pattern: wordCharacters,
    rule: "letters, digits, hyphens and underscores",
  },
  // ecr:CreateRepository
  ecrRepository: {
    label: "ECR repository",
    limit: 256,
    pattern: /^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/,
    rule: "lower-case letters and digits, single . _ / - between them",
  },
  // wafv2:CreateWebACL
  webAcl: {
    label: "web ACL",
    limit: 128,
    pattern: wordCharacters,
    rule: "letters, digits, hyphens and underscores",
  },
  // apigateway:CreateRestApi names no limit; this is the console's
  restApi: {
    label: "REST API",
    limit: 128,
    pattern: /^[\w. -]+$/,
    rule: "letters, digits, spaces and ._-",
  },
  // cognito-idp:CreateUserPool
  userPool: {
    label: "Cognito user pool",
    limit: 128,
    pattern: /^[\w\s+=,.@-]+$/,
    rule: "letters, digits and _+=,.@-",
  },
  // logs:CreateLogGroup
  logGroup: {
    label: "log group",
    limit: 512,
    pattern: /^(?!aws\/)[.\w/#-]+$/,
    rule: "letters, digits and ._/#-",
  },
  // cloudwatch:PutMetricAlarm
  alarm: {
    label: "alarm",
    limit: 255,
    pattern: lettersDigitsHyphens,
    rule: "letters, digits and hyphens",
  },
  // cloudwatch:PutDashboard
  dashboard: {
    label: "dashboard",
    limit: 255,
    pattern: wordCharacters,
    rule: "letters, digits, hyphens and underscores",
  },
} as const satisfies Record<string, NameKind>;

export type PhysicalNameKind = keyof typeof kinds;

/** A name that AWS would refuse. */
export class PhysicalNameError extends Error {
  override readonly name = "PhysicalNameError";
}

/**
 * The name of a resource as AWS knows it: `<system>-<environment>`, and `-<role>` where a system has several of
 * the kind. A target group's prefix is `<role>-` alone.
 *
 * @throws PhysicalNameError naming the rule, the name and what to shorten or change
 */
export function physicalName(
  kind: PhysicalNameKind,
  system: string,
  environment: string,
  role?: string,
): string {
  const { label, limit, pattern, rule }: NameKind = kinds[kind];
  const name = composeName(kind, system, environment, role);
  if (name.length > limit) {
    throw new PhysicalNameError(
      `a ${label}'s name has at most ${limit} characters, given: ${name} (${name.length}); ${shortenAdvice(kind, system, role)}`,
    );
  }
  if (!pattern.test(name)) {
    throw new PhysicalNameError(
      `a ${label}'s name consists of ${rule}, given: ${name}; choose another environment or role`,
    );
  }
  return name;
}

/** How many characters the environment's name may have for this name to fit; not above 0 if none does. */
export function longestEnvironment(kind: PhysicalNameKind, system: string, role?: string): number {
  return isRoleOnly(kind)
    ? Number.POSITIVE_INFINITY
    : kinds[kind].limit - composeName(kind, system, "", role).length;
}

function composeName(
  kind: PhysicalNameKind,
  system: string,
  environment: string,
  role: string | undefined,
): string {
  if (isRoleOnly(kind)) {
    if (role === undefined)
      throw new PhysicalNameError(`a ${kinds[kind].label} is made of a role, given: none`);
    return `${role}-`;
  }
  return [system, environment, role].filter((part) => part !== undefined).join("-");
}

function isRoleOnly(kind: PhysicalNameKind): boolean {
  const definition: NameKind = kinds[kind];
  return definition.roleOnly === true;
}

function shortenAdvice(kind: PhysicalNameKind, system: string, role: string | undefined): string {
  if (isRoleOnly(kind)) return `shorten the role to ${kinds[kind].limit - 1}`;
  const room = longestEnvironment(kind, system, role);
  return room > 0 ? `shorten the environment to ${room}` : "shorten the role";
}
