import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, trustedBy } from "./policy-document";

export interface FargateServiceProps {
  /** Name of the cluster, the service and the task family. */
  readonly name: string;
  /** Name of the role that starts the tasks. */
  readonly executionRoleName: string;
  readonly region: string;
  readonly logGroupName: string;
  readonly logRetentionDays: number;
  /** Address of the image, by tag or digest. */
  readonly image: string;
  readonly repositoryArn: string;
  /** The port the container listens on (it is told in `PORT`), and so the target group's. */
  readonly port: number;
  /** Units of 1/1024 vCPU; AWS allows certain pairs with the memory only. */
  readonly cpu: number;
  readonly memoryMib: number;
  readonly architecture: "ARM64" | "X86_64";
  /** Asked of the container by itself with wget, every 15 seconds. */
  readonly healthCheckPath: string;
  readonly desiredCount: number;
  readonly minCount: number;
  readonly maxCount: number;
  /** The CPU load that scaling aims at. */
  readonly cpuTargetPercent: number;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  readonly targetGroupArn: string;
  /** ECS refuses a target group that no listener uses yet. */
  readonly listener: ITerraformDependable;
}

/** Seconds between SIGTERM and SIGKILL: longer than the target group's deregistration delay. */
export const stopTimeoutSeconds = 60;

/**
 * A container run by ECS on Fargate behind a target group, in its own cluster, scaled by CPU. A failed deployment is
 * rolled back by itself.
 *
 * The tasks have no role: the container may call no AWS API. Leaves out ECS Exec and service discovery.
 */
export class FargateService extends Construct {
  readonly clusterName: string;
  readonly serviceName: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FargateServiceProps,
  ) {
    super(scope, id);
    const cluster = this.makeCluster();
    const service = new EcsService(this, "Default", {
      name: props.name,
      cluster: cluster.arn,
      taskDefinition: this.makeTaskDefinition(),
      launchType: "FARGATE",
      desiredCount: props.desiredCount,
      networkConfiguration: {
        subnets: props.subnetIds,
        securityGroups: [props.securityGroupId],
        assignPublicIp: false,
      },
      loadBalancer: [{ targetGroupArn: props.targetGroupArn, containerName, containerPort: props.port }],
      deploymentCircuitBreaker: { enable: true, rollback: true },
      // Never fewer than wanted while a deployment runs.
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      healthCheckGracePeriodSeconds: 60,
      availabilityZoneRebalancing: "ENABLED",
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      dependsOn: [props.listener],
      // Scaling owns the number from here on; an apply must not take it back.
      lifecycle: { ignoreChanges: ["desired_count"] },
    });
    this.clusterName = cluster.name;
    this.serviceName = service.name;
    this.scaleByCpu();
  }

  private makeCluster(): EcsCluster {
    const measurements = new CloudwatchLogGroup(this, "measurements", {
      // Container Insights' own name for it; made here so that it has our retention.
      name: `/aws/ecs/containerinsights/${this.props.name}/performance`,
      retentionInDays: this.props.logRetentionDays,
    });
    return new EcsCluster(this, "cluster", {
      name: this.props.name,
      setting: [{ name: "containerInsights", value: "enabled" }],
      dependsOn: [measurements],
    });
  }

  private makeTaskDefinition(): string {
    const { props } = this;
    const logGroup = new CloudwatchLogGroup(this, "logs", {
      name: props.logGroupName,
      retentionInDays: props.logRetentionDays,
    });
    const { role, policy } = this.makeExecutionRole(logGroup.arn);
    return new EcsTaskDefinition(this, "task", {
      family: props.name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(props.cpu),
      memory: String(props.memoryMib),
      runtimePlatform: { cpuArchitecture: props.architecture, operatingSystemFamily: "LINUX" },
      executionRoleArn: role.arn,
      containerDefinitions: JSON.stringify([this.containerDefinition(logGroup.name)]),
      // The only place that the container may write to: gone with the task.
      volume: [{ name: scratchVolume }],
      // Or the first tasks would start before their role may pull the image.
      dependsOn: [policy],
    }).arn;
  }

  private containerDefinition(logGroupName: string) {
    const { props } = this;
    return {
      name: containerName,
      image: props.image,
      essential: true,
      portMappings: [{ containerPort: props.port, hostPort: props.port, protocol: "tcp" }],
      readonlyRootFilesystem: true,
      environment: [{ name: "PORT", value: String(props.port) }],
      stopTimeout: stopTimeoutSeconds,
      healthCheck: {
        command: [
          "CMD-SHELL",
          `wget -q -O /dev/null http://127.0.0.1:${props.port}${props.healthCheckPath} || exit 1`,
        ],
        interval: 15,
        timeout: 5,
        retries: 3,
        startPeriod: 20,
      },
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": logGroupName,
          "awslogs-region": props.region,
          "awslogs-stream-prefix": "page",
        },
      },
      // ECS fills these in; without them every plan would show a difference.
      mountPoints: [{ sourceVolume: scratchVolume, containerPath: "/tmp", readOnly: false }],
      systemControls: [],
      volumesFrom: [],
    };
  }

  /** What ECS itself needs to start a task: the image and a place for the logs. */
  private makeExecutionRole(logGroupArn: string) {
    const role = new IamRole(this, "execution-role", {
      name: this.props.executionRoleName,
      description: `Starts the tasks of ${this.props.name}`,
      assumeRolePolicy: trustedBy("ecs-tasks.amazonaws.com"),
    });
    const policy = new IamRolePolicy(this, "execution-policy", {
      name: "start-tasks",
      role: role.name,
      policy: policyDocument([
        // ECR's log-in has no resource to narrow it to.
        { sid: "RegistryToken", actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
        {
          sid: "PullImage",
          actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          resources: [this.props.repositoryArn],
        },
        {
          sid: "WriteLogs",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [`${logGroupArn}:*`],
        },
      ]),
    });
    return { role, policy };
  }

  private scaleByCpu(): void {
    const target = new AppautoscalingTarget(this, "scaling", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${this.clusterName}/${this.serviceName}`,
      minCapacity: this.props.minCount,
      maxCapacity: this.props.maxCount,
    });
    new AppautoscalingPolicy(this, "scaling-by-cpu", {
      name: `${this.props.name}-cpu`,
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: this.props.cpuTargetPercent,
        // Out fast, in slowly: a burst is often followed by another.
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    });
  }
}

/** The task's only container. */
const containerName = "page";
const scratchVolume = "scratch";
