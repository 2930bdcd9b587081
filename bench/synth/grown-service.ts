import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";

/** How many resources a whole service is made of. */
export const resourcesOfService = 10;

export interface GrownServiceProps {
  /** How many of the service's resources are made, from the first: 1 to `resourcesOfService`. */
  readonly resources: number;
  /** ARNs of keys in other layers that the service's role may decrypt with. */
  readonly readableKeyArns: readonly string[];
}

/** A made-up service: resources of ten kinds that refer to each other as those of a real one do. */
export class GrownService extends Construct {
  /** ARN of the service's key. */
  readonly keyArn: string;

  constructor(scope: Construct, id: string, { resources, readableKeyArns }: GrownServiceProps) {
    super(scope, id);
    const made = takeSteps(this, readableKeyArns);
    const key = made.next().value as KmsKey;
    for (let count = 1; count < resources; count += 1) made.next();
    this.keyArn = key.arn;
  }
}

/** One resource at each step, after those that it refers to. */
function* takeSteps(scope: Construct, readableKeyArns: readonly string[]) {
  const key = new KmsKey(scope, "key", { description: `${scope.node.path}`, enableKeyRotation: true });
  yield key;
  const logGroup = new CloudwatchLogGroup(scope, "log-group", {
    name: `/growth/${scope.node.path}`,
    retentionInDays: 30,
    kmsKeyId: key.arn,
  });
  yield logGroup;
  const group = new SecurityGroup(scope, "group", {
    description: "A made-up service",
    vpcId: "vpc-0123456789abcdef0",
  });
  yield group;
  yield new VpcSecurityGroupIngressRule(scope, "from-own-group", {
    securityGroupId: group.id,
    referencedSecurityGroupId: group.id,
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
  });
  const role = new IamRole(scope, "role", {
    assumeRolePolicy: policy({
      Action: "sts:AssumeRole",
      Principal: { Service: "lambda.amazonaws.com" },
    }),
  });
  yield role;
  yield new IamRolePolicy(scope, "grant", {
    role: role.name,
    policy: policy(
      { Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${logGroup.arn}:*` },
      { Action: "kms:Decrypt", Resource: [key.arn, ...readableKeyArns] },
    ),
  });
  const queue = new SqsQueue(scope, "queue", { kmsMasterKeyId: key.id, messageRetentionSeconds: 86_400 });
  yield queue;
  const topic = new SnsTopic(scope, "topic", { kmsMasterKeyId: key.id });
  yield topic;
  yield new SnsTopicSubscription(scope, "subscription", {
    topicArn: topic.arn,
    protocol: "sqs",
    endpoint: queue.arn,
  });
  yield new CloudwatchMetricAlarm(scope, "alarm", {
    alarmName: scope.node.path.replaceAll("/", "-"),
    namespace: "AWS/SQS",
    metricName: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: queue.name },
    statistic: "Maximum",
    period: 60,
    evaluationPeriods: 5,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 300,
    alarmActions: [topic.arn],
  });
}

function policy(...statements: readonly object[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  });
}
