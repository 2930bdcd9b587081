import { AutoscalingGroup as AwsAutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { AutoscalingPolicy } from "@cdktf/provider-aws/lib/autoscaling-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface AutoScalingGroupProps {
  readonly name: string;
  readonly launchTemplate: { readonly templateId: string; readonly latestVersion: string };
  /** Instances are spread evenly over their zones. */
  readonly subnetIds: string[];
  readonly targetGroupArn: string;
  readonly minCount: number;
  readonly maxCount: number;
  /** At the first deployment; scaling decides after that. */
  readonly desiredCount: number;
  /** The CPU load that scaling aims at. */
  readonly cpuTargetPercent: number;
  /**
   * Seconds that a new instance has to report, by completing the launch hook, that it is ready to serve; without a word
   * it is given up. Longer than its longest boot.
   */
  readonly startupSeconds: number;
  /**
   * Whether AWS rolls a failed instance refresh back. It refuses to when the launch template names its image by an
   * alias (RollbackInstanceRefresh, API reference).
   */
  readonly autoRollback: boolean;
  /** On the group, and on every instance that it launches: the provider's default tags reach neither. */
  readonly tags: Readonly<Record<string, string>>;
  /** What must be there before the first instance starts. */
  readonly dependsOn: ITerraformDependable[];
}

/** The hook that a new instance completes when it is ready: `CONTINUE`, or `ABANDON` to be replaced at once. */
export const launchHookName = "boot";
/** How long an apply waits for the first instances to answer the load balancer, and then fails. */
const capacityTimeout = "30m";
/** From the end of the hook until the load balancer has seen an instance answer: two checks, and some. */
const gracePeriodSeconds = 120;
/** From then on a new instance's load counts, and a refresh goes on to the next. */
const warmupSeconds = 120;

/**
 * Instances behind a load balancer's target group, which decides whether they are healthy, scaled by CPU. A new version
 * of the launch template replaces them one after another by an instance refresh.
 *
 * A replacement is always up before its predecessor goes, so a version that can't come up replaces nothing: the refresh
 * fails and the old instances keep serving. To go back then, apply the former definition. (AWS's own rollback is switched
 * on where it can be, but provider 5.100 saves the new version on the group before the refresh starts, so that AWS has
 * nothing older to go back to: hashicorp/terraform-provider-aws#34189.)
 */
export class AutoScalingGroup extends Construct {
  readonly name: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AutoScalingGroupProps,
  ) {
    super(scope, id);
    const group = new AwsAutoscalingGroup(this, "Default", {
      name: props.name,
      vpcZoneIdentifier: props.subnetIds,
      targetGroupArns: [props.targetGroupArn],
      launchTemplate: { id: props.launchTemplate.templateId, version: props.launchTemplate.latestVersion },
      minSize: props.minCount,
      maxSize: props.maxCount,
      desiredCapacity: props.desiredCount,
      // An instance whose site doesn't answer is replaced, not only one whose machine is broken.
      healthCheckType: "ELB",
      healthCheckGracePeriod: gracePeriodSeconds,
      initialLifecycleHook: [this.launchHook()],
      defaultInstanceWarmup: warmupSeconds,
      minElbCapacity: props.minCount,
      waitForCapacityTimeout: capacityTimeout,
      ...this.replacement(),
      // Zones stay balanced first (always); then the outdated go before the current, the old before the new.
      terminationPolicies: ["OldestLaunchTemplate", "OldestInstance"],
      enabledMetrics: ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize"],
      metricsGranularity: "1Minute",
      tag: Object.entries(props.tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      dependsOn: props.dependsOn,
      // Scaling owns the number from here on; an apply must not take it back.
      lifecycle: { ignoreChanges: ["desired_capacity"] },
    });
    this.name = group.name;
    this.scaleByCpu();
  }

  /**
   * Without it an instance would count as healthy the moment it starts, and a refresh would take its predecessor down
   * while it still installs. It is on the group before the first instance is.
   */
  private launchHook() {
    return {
      name: launchHookName,
      lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
      defaultResult: "ABANDON",
      heartbeatTimeout: this.props.startupSeconds,
    };
  }

  /** Up before down, whatever the reason: a refresh, a failed health check or a rebalance. */
  private replacement() {
    const healthy = { minHealthyPercentage: 100, maxHealthyPercentage: 200 };
    return {
      instanceMaintenancePolicy: healthy,
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { ...healthy, autoRollback: this.props.autoRollback },
      },
    };
  }

  private scaleByCpu(): void {
    new AutoscalingPolicy(this, "scaling-by-cpu", {
      name: `${this.props.name}-cpu`,
      autoscalingGroupName: this.name,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: this.props.cpuTargetPercent,
      },
    });
  }
}
