import { describe, expect, it } from "vitest";
import { rolesOf } from "../../support/iam";
import { synthesized, variantNames } from "../../support/synthesized";

const outputs = "data.terraform_remote_state.directory_data.outputs";
const networkInterfaces =
  "ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses";

/** What every function may do besides its own task. */
function runtimeGrants(name: string, logs: string, region: string): string[] {
  return [
    `Allow logs:CreateLogStream logs:PutLogEvents on \${aws_cloudwatch_log_group.${logs}.arn}:*`,
    "Allow xray:PutTraceSegments xray:PutTelemetryRecords on *",
    `Allow ${networkInterfaces} on *`,
    `Deny ${networkInterfaces} on * if {"ArnLike":{"lambda:SourceFunctionArn":"arn:aws:lambda:${region}:*:function:${name}"}}`,
  ];
}

describe.each(variantNames)("roles of %s", (variant) => {
  const { environment, region } = synthesized(variant).settings;
  const keyUse = `if {"StringEquals":{"kms:ViaService":"secretsmanager.${region}.amazonaws.com"}}`;

  it("exist in the compute and api layers only", () => {
    const { stacks, settings } = synthesized(variant);
    const where = stacks
      .filter(({ name }) => name.startsWith("directory-"))
      .flatMap((stack) => Object.keys(rolesOf(stack)).map((role) => `${stack.name} ${role}`));
    expect(where.sort()).toEqual(
      [
        "directory-api function_role",
        "directory-api migration_role",
        "directory-compute page_execution_role",
        ...(settings.directory.api.manageAccountLogging
          ? ["directory-api rest_api_account_logging_role"]
          : []),
      ].sort(),
    );
  });

  it("let the API's function do what D12 says and nothing more", () => {
    expect(rolesOf(synthesized(variant).stack("directory-api")).function_role).toEqual({
      trust: ['Allow {"Service":["lambda.amazonaws.com"]} sts:AssumeRole'],
      grants: [
        `Allow secretsmanager:GetSecretValue on \${${outputs}.api_secret_arn}`,
        `Allow kms:Decrypt on \${${outputs}.data_key_arn} ${keyUse}`,
        `Allow rds:DescribeDBInstances on \${${outputs}.database_arn}`,
        ...runtimeGrants(`directory-${environment}-api`, "function_logs", region),
      ],
      managedPolicies: [],
    });
  });

  it("let the migration read the master secret and write the API's, and nothing more", () => {
    expect(rolesOf(synthesized(variant).stack("directory-api")).migration_role).toEqual({
      trust: ['Allow {"Service":["lambda.amazonaws.com"]} sts:AssumeRole'],
      grants: [
        `Allow secretsmanager:GetSecretValue on \${${outputs}.master_secret_arn}`,
        `Allow secretsmanager:GetSecretValue secretsmanager:PutSecretValue on \${${outputs}.api_secret_arn}`,
        `Allow kms:Decrypt kms:GenerateDataKey on \${${outputs}.data_key_arn} ${keyUse}`,
        ...runtimeGrants(`directory-${environment}-migration`, "migration_logs", region),
      ],
      managedPolicies: [],
    });
  });

  it("let ECS pull this one image and write this one log", () => {
    expect(rolesOf(synthesized(variant).stack("directory-compute")).page_execution_role).toEqual({
      trust: ['Allow {"Service":["ecs-tasks.amazonaws.com"]} sts:AssumeRole'],
      grants: [
        "Allow ecr:GetAuthorizationToken on *",
        "Allow ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer on ${aws_ecr_repository.repository.arn}",
        "Allow logs:CreateLogStream logs:PutLogEvents on ${aws_cloudwatch_log_group.page_logs.arn}:*",
      ],
      managedPolicies: [],
    });
  });

  it("let API Gateway write logs by the policy it insists on", () => {
    const role = rolesOf(synthesized(variant).stack("directory-api")).rest_api_account_logging_role;
    if (!synthesized(variant).settings.directory.api.manageAccountLogging) {
      expect(role).toBeUndefined();
      return;
    }
    expect(role).toEqual({
      trust: ['Allow {"Service":["apigateway.amazonaws.com"]} sts:AssumeRole'],
      grants: [],
      managedPolicies: ["arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"],
    });
  });
});
