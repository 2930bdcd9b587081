import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, type Statement, trustedBy } from "./policy-document";

export interface InstanceRoleProps {
  /** Of the role, and of the instance profile that hands it to instances. */
  readonly name: string;
  readonly description: string;
  /** What the software on the instances may do, beyond opening sessions. */
  readonly grants: readonly Statement[];
}

/**
 * The role of EC2 instances: what `grants` says, and Session Manager, by which people get a shell without a key pair, an
 * open port or a public address.
 *
 * Not by AWS's managed policy AmazonSSMManagedInstanceCore: that lets every instance read every parameter of the
 * account.
 */
export class InstanceRole extends Construct {
  readonly profileArn: string;
  /** Instances that start before it is there can't do what they must. */
  readonly policy: ITerraformDependable;

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Default", {
      name: props.name,
      description: props.description,
      assumeRolePolicy: trustedBy("ec2.amazonaws.com"),
    });
    this.policy = new IamRolePolicy(this, "policy", {
      name: "run-instance",
      role: role.name,
      policy: policyDocument([...props.grants, openSessions]),
    });
    this.profileArn = new IamInstanceProfile(this, "profile", {
      name: props.name,
      role: role.name,
    }).arn;
  }
}

/** The least that Session Manager needs (Systems Manager user guide); none of it has a resource to narrow it to. */
const openSessions: Statement = {
  sid: "OpenSessions",
  actions: [
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
  ],
  resources: ["*"],
};
