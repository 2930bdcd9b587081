import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { Construct } from "constructs";
import { zones } from "../environment";

/** The names of the subnets' groups. */
export const tiers = { public: "public", app: "app", data: "data" } as const;

export interface ThreeTierVpcProps {
  readonly name: string;
  readonly cidr: string;
  /** Prefix length of each subnet. */
  readonly cidrMask: number;
  /** Leaves room for two more zones after each tier. */
  readonly roomToGrow: boolean;
}

/** A VPC of two zones and three tiers, all of whose app subnets leave through one NAT gateway. */
export function threeTierVpc(scope: Construct, props: ThreeTierVpcProps): ec2.Vpc {
  const { cidrMask } = props;
  const spare = (tier: string): ec2.SubnetConfiguration[] =>
    props.roomToGrow
      ? [{ name: `${tier}-spare`, subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask, reserved: true }]
      : [];
  return new ec2.Vpc(scope, "Network", {
    vpcName: props.name,
    ipAddresses: ec2.IpAddresses.cidr(props.cidr),
    availabilityZones: [...zones],
    natGateways: 1,
    subnetConfiguration: [
      { name: tiers.public, subnetType: ec2.SubnetType.PUBLIC, cidrMask, mapPublicIpOnLaunch: false },
      ...spare(tiers.public),
      { name: tiers.app, subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask },
      ...spare(tiers.app),
      { name: tiers.data, subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask },
    ],
  });
}
