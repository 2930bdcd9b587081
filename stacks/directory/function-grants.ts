import type { Statement } from "../../modules/policy-document";
import type { Outputs } from "../base/contract";
import type { dataContract } from "./contracts";

type Data = Outputs<typeof dataContract>;

/** What the API's function may do on AWS, besides what every function in a VPC may. */
export function apiGrants(region: string, data: Data): Statement[] {
  return [
    {
      sid: "ReadOwnSecret",
      actions: ["secretsmanager:GetSecretValue"],
      resources: [data.api_secret_arn],
    },
    useSecretsKey(region, data, ["kms:Decrypt"]),
    {
      sid: "DescribeOwnDatabase",
      actions: ["rds:DescribeDBInstances"],
      resources: [data.database_arn],
    },
  ];
}

/** What the migration's function may do on AWS, besides what every function in a VPC may. */
export function migrationGrants(region: string, data: Data): Statement[] {
  return [
    {
      // The master user makes the schema and the API's user.
      sid: "ReadMasterSecret",
      actions: ["secretsmanager:GetSecretValue"],
      resources: [data.master_secret_arn],
    },
    {
      // It writes the API user's password, and reads it to know whether there is one.
      sid: "WriteApiSecret",
      actions: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
      resources: [data.api_secret_arn],
    },
    useSecretsKey(region, data, ["kms:Decrypt", "kms:GenerateDataKey"]),
  ];
}

/** The key, through Secrets Manager only: not for whatever else it encrypts. */
function useSecretsKey(region: string, data: Data, actions: readonly string[]): Statement {
  return {
    sid: "UseSecretsKey",
    actions,
    resources: [data.data_key_arn],
    conditions: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
  };
}
