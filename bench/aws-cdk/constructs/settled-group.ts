import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { Construct } from "constructs";

/**
 * A security group whose rules are the networking layer's. A load balancer writes rules into its own group and into
 * every group of its targets, the clients' of the database among them: into these it can't.
 */
export function settledGroup(scope: Construct, id: string, group: ec2.ISecurityGroup): ec2.ISecurityGroup {
  return ec2.SecurityGroup.fromSecurityGroupId(scope, id, group.securityGroupId, { mutable: false });
}
