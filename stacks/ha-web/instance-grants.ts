import type { Statement } from "../../modules/policy-document";
import type { Outputs } from "../base/contract";
import type { dataContract } from "./contracts";

/** What the boot and the site may do on AWS: each line is one thing that the scripts of instances/ha-web do. */
export function instanceGrants(
  region: string,
  autoScalingGroupName: string,
  data: Outputs<typeof dataContract>,
): Statement[] {
  return [
    {
      sid: "ReadDatabaseSecret",
      actions: ["secretsmanager:GetSecretValue"],
      resources: [data.master_secret_arn],
    },
    {
      sid: "DecryptDatabaseSecret",
      actions: ["kms:Decrypt"],
      resources: [data.data_key_arn],
      conditions: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
    },
    {
      // Not as root: the access point makes everybody the site's own user.
      sid: "MountFiles",
      actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
      resources: [data.file_system_arn],
      conditions: { StringEquals: { "elasticfilesystem:AccessPointArn": data.access_point_arn } },
    },
    {
      // "I am ready", or "replace me". The ARN holds an id that AWS gives; the name is the group's own.
      sid: "ReportBoot",
      actions: ["autoscaling:CompleteLifecycleAction", "autoscaling:SetInstanceHealth"],
      resources: [
        `arn:aws:autoscaling:${region}:*:autoScalingGroup:*:autoScalingGroupName/${autoScalingGroupName}`,
      ],
    },
  ];
}
