import { SecurityGroup as AwsSecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";

export interface SecurityGroupProps {
  readonly vpcId: string;
  /** Unique in the VPC. */
  readonly name: string;
  /**
   * What the members are. EC2 takes letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* here, no apostrophe, and
   * never changes it: a later value has no effect.
   */
  readonly description: string;
}

/** The other end of a rule. `id` names the rule's resource. */
export type Peer =
  | { readonly id: string; readonly securityGroupId: string }
  | { readonly id: string; readonly cidr: string }
  | { readonly id: string; readonly prefixListId: string };

/**
 * A security group that opens nothing: the provider removes AWS's default allow-all egress, so every way in or out is
 * a rule of its own, added by `allowFrom` and `allowTo`. Rules are separate resources because groups that refer to
 * each other could not be made otherwise, and inline rules must never be mixed with these.
 */
export class SecurityGroup extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: SecurityGroupProps) {
    super(scope, id);
    this.securityGroupId = new AwsSecurityGroup(this, "Default", {
      vpcId: props.vpcId,
      name: props.name,
      description: props.description,
      // A new description would need a new group, and what is in use in other layers can't be replaced in one apply.
      lifecycle: { ignoreChanges: ["description"] },
      tags: { Name: props.name },
    }).id;
  }

  /** Lets `peer` in on a TCP port. */
  allowFrom(peer: Peer, port: number, description: string): void {
    new VpcSecurityGroupIngressRule(this, `from-${peer.id}-${port}`, {
      securityGroupId: this.securityGroupId,
      ...tcp(port),
      ...other(peer),
      description,
    });
  }

  /** Lets members out to `peer` on a TCP port. */
  allowTo(peer: Peer, port: number, description: string): void {
    new VpcSecurityGroupEgressRule(this, `to-${peer.id}-${port}`, {
      securityGroupId: this.securityGroupId,
      ...tcp(port),
      ...other(peer),
      description,
    });
  }

  /** Lets members out to a range on every port and protocol. */
  allowAllTo(peer: { readonly id: string; readonly cidr: string }, description: string): void {
    new VpcSecurityGroupEgressRule(this, `to-${peer.id}-all`, {
      securityGroupId: this.securityGroupId,
      ipProtocol: "-1",
      ...other(peer),
      description,
    });
  }

  /** This group as the other end of another group's rule. */
  asPeer(): { id: string; securityGroupId: string } {
    return { id: this.node.id, securityGroupId: this.securityGroupId };
  }
}

/** A range as part of a rule's address. The order of a list says nothing, so an index would not do. */
export function rangeId(cidr: string): string {
  return cidr === "0.0.0.0/0" ? "anywhere" : cidr.replaceAll(/[./]/g, "-");
}

function tcp(port: number) {
  return { ipProtocol: "tcp", fromPort: port, toPort: port };
}

function other(peer: Peer) {
  if ("securityGroupId" in peer) return { referencedSecurityGroupId: peer.securityGroupId };
  if ("cidr" in peer) return { cidrIpv4: peer.cidr };
  return { prefixListId: peer.prefixListId };
}
