import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction as AwsLambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { FunctionPackage } from "./function-package";
import { policyDocument, type Statement, trustedBy } from "./policy-document";

export interface LambdaFunctionProps {
  readonly name: string;
  readonly description: string;
  readonly region: string;
  readonly roleName: string;
  readonly code: FunctionPackage;
  readonly memoryMib: number;
  readonly timeoutSeconds: number;
  /** Executions kept for the function and its most at once; null takes from the account's common pool. */
  readonly reservedConcurrency: number | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  readonly logRetentionDays: number;
  /** What the function's code may do, beyond writing its logs and traces. */
  readonly grants: readonly Statement[];
  /** What must be there before the function is made or gets new code. */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A Node.js function in a VPC, on arm64, traced by X-Ray, with a role of its own that can do what `grants` says, write
 * its log group and its traces, and nothing more.
 */
export class LambdaFunction extends Construct {
  readonly name: string;
  /** What API Gateway calls. */
  readonly invokeArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LambdaFunctionProps,
  ) {
    super(scope, id);
    const logGroup = new CloudwatchLogGroup(this, "logs", {
      // Where Lambda writes; made here so that it has a retention, and so that the role need not make it.
      name: `/aws/lambda/${props.name}`,
      retentionInDays: props.logRetentionDays,
    });
    const role = new IamRole(this, "role", {
      name: props.roleName,
      description: `Role of the function ${props.name}`,
      assumeRolePolicy: trustedBy("lambda.amazonaws.com"),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "run-function",
      role: role.name,
      policy: policyDocument([...props.grants, ...this.runtimeGrants(logGroup.arn)]),
    });
    const lambda = new AwsLambdaFunction(this, "Default", {
      functionName: props.name,
      description: props.description,
      role: role.arn,
      filename: props.code.filename,
      sourceCodeHash: props.code.sourceCodeHash,
      handler: "index.handler",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      memorySize: props.memoryMib,
      timeout: props.timeoutSeconds,
      ...(props.reservedConcurrency === null
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
      environment: { variables: { ...props.environment } },
      vpcConfig: { subnetIds: props.subnetIds, securityGroupIds: [props.securityGroupId] },
      tracingConfig: { mode: "Active" },
      // Lambda makes its network interfaces with the role's rights at creation, and logs from the first call: the policy
      // names the log group, so that is there by then as well.
      dependsOn: [policy, ...(props.dependsOn ?? [])],
    });
    this.name = lambda.functionName;
    this.invokeArn = lambda.invokeArn;
  }

  private runtimeGrants(logGroupArn: string): Statement[] {
    return [
      {
        sid: "WriteLogs",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [`${logGroupArn}:*`],
      },
      {
        // X-Ray knows no resources to narrow these to.
        sid: "WriteTraces",
        actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        resources: ["*"],
      },
      {
        // What Lambda needs to place a function in a VPC; EC2 allows no resource on the Describe calls.
        sid: "ManageNetworkInterfaces",
        actions: networkInterfaceActions,
        resources: ["*"],
      },
      {
        // These rights are for the Lambda service. The code itself, were it taken over, must not have them
        // (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html).
        sid: "CodeManagesNoNetworkInterfaces",
        effect: "Deny",
        actions: networkInterfaceActions,
        resources: ["*"],
        conditions: {
          ArnLike: {
            "lambda:SourceFunctionArn": `arn:aws:lambda:${this.props.region}:*:function:${this.props.name}`,
          },
        },
      },
    ];
  }
}

const networkInterfaceActions = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];
