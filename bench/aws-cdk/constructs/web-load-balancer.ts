import type * as ec2 from "aws-cdk-lib/aws-ec2";
import * as elbv2 from "aws-cdk-lib/aws-elasticloadbalancingv2";
import type { LayerStack } from "./layer-stack";
import { metricOf } from "./metric-alarm";
import { settledGroup } from "./settled-group";
import { tiers } from "./three-tier-vpc";

export interface WebLoadBalancerProps {
  readonly vpc: ec2.IVpc;
  readonly securityGroup: ec2.ISecurityGroup;
}

/** A load balancer open to the internet, with an HTTP listener. */
export function addLoadBalancer(layer: LayerStack, { vpc, securityGroup }: WebLoadBalancerProps) {
  const loadBalancer = new elbv2.ApplicationLoadBalancer(layer, "LoadBalancer", {
    loadBalancerName: layer.prefix,
    vpc,
    vpcSubnets: { subnetGroupName: tiers.public },
    securityGroup: settledGroup(layer, "LoadBalancerGroup", securityGroup),
    internetFacing: true,
    dropInvalidHeaderFields: true,
  });
  const listener = loadBalancer.addListener("Http", {
    port: 80,
    protocol: elbv2.ApplicationProtocol.HTTP,
    open: false,
  });
  return { loadBalancer, listener };
}

/** A metric of what a load balancer sends to one target group. */
export function targetMetric(
  loadBalancer: elbv2.IApplicationLoadBalancer & { readonly loadBalancerFullName: string },
  targets: elbv2.ApplicationTargetGroup,
) {
  const dimensions = {
    LoadBalancer: loadBalancer.loadBalancerFullName,
    TargetGroup: targets.targetGroupFullName,
  };
  return (name: string, statistic: string) => metricOf("AWS/ApplicationELB", dimensions, name, statistic);
}
