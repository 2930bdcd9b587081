import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Construct } from "constructs";

export interface LoadBalancerProps {
  /** At most 32 characters. */
  readonly name: string;
  readonly vpcId: string;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  readonly deletionProtection: boolean;
  /** ARN of a validated certificate. With it visitors come in by HTTPS and port 80 only redirects there. */
  readonly certificateArn?: string;
  readonly target: TargetProps;
}

export interface TargetProps {
  /** At most 6 characters: AWS appends what makes the name unique. */
  readonly namePrefix: string;
  readonly port: number;
  /** `ip` for Fargate tasks, `instance` for an Auto Scaling group. */
  readonly type: "ip" | "instance";
  /** Answered with 200 by a target that may get traffic. */
  readonly healthCheckPath: string;
  /** Seconds a target that leaves may finish its requests. Keep it below the target's own stop time-out. */
  readonly deregistrationDelaySeconds: number;
}

/** TLS 1.2 and 1.3 with forward secrecy: what AWS recommends for HTTPS listeners. */
const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/**
 * An internet-facing Application Load Balancer with one target group: plain HTTP, or HTTPS with a redirect when a
 * certificate is given.
 *
 * Leaves out access logs. From about 18 USD a month.
 */
export class LoadBalancer extends Construct {
  readonly arn: string;
  readonly dnsName: string;
  /** Route 53's zone of the load balancer's own name, for alias records. */
  readonly zoneId: string;
  /** As CloudWatch names it. */
  readonly metricName: string;
  readonly targetGroupArn: string;
  /** As CloudWatch names it. */
  readonly targetGroupMetricName: string;
  /** The listener that serves the targets. Whatever registers targets must wait for it. */
  readonly listener: LbListener;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LoadBalancerProps,
  ) {
    super(scope, id);
    const loadBalancer = new Lb(this, "Default", {
      name: props.name,
      loadBalancerType: "application",
      internal: false,
      subnets: props.subnetIds,
      securityGroups: [props.securityGroupId],
      enableDeletionProtection: props.deletionProtection,
      // Guards the targets against request smuggling (Security Hub ELB.4).
      dropInvalidHeaderFields: true,
    });
    const targetGroup = this.makeTargetGroup(props.target);
    this.arn = loadBalancer.arn;
    this.dnsName = loadBalancer.dnsName;
    this.zoneId = loadBalancer.zoneId;
    this.metricName = loadBalancer.arnSuffix;
    this.targetGroupArn = targetGroup.arn;
    this.targetGroupMetricName = targetGroup.arnSuffix;
    this.listener = props.certificateArn ? this.listenHttps(props.certificateArn) : this.listenHttp();
  }

  private makeTargetGroup(target: TargetProps): LbTargetGroup {
    return new LbTargetGroup(this, "targets", {
      namePrefix: target.namePrefix,
      vpcId: this.props.vpcId,
      targetType: target.type,
      protocol: "HTTP",
      port: target.port,
      deregistrationDelay: String(target.deregistrationDelaySeconds),
      healthCheck: {
        path: target.healthCheckPath,
        matcher: "200",
        interval: 15,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      // A listener holds on to its group: a changed port needs the new group before the old one can go.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private listenHttp(): LbListener {
    return new LbListener(this, "http", {
      loadBalancerArn: this.arn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [{ type: "forward", targetGroupArn: this.targetGroupArn }],
    });
  }

  private listenHttps(certificateArn: string): LbListener {
    new LbListener(this, "http", {
      loadBalancerArn: this.arn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
      ],
    });
    return new LbListener(this, "https", {
      loadBalancerArn: this.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: tlsPolicy,
      certificateArn,
      defaultAction: [{ type: "forward", targetGroupArn: this.targetGroupArn }],
    });
  }
}
