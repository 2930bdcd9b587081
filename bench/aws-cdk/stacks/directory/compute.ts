import { CfnOutput, Duration, RemovalPolicy } from "aws-cdk-lib";
import * as ecr from "aws-cdk-lib/aws-ecr";
import * as ecs from "aws-cdk-lib/aws-ecs";
import type * as elbv2 from "aws-cdk-lib/aws-elasticloadbalancingv2";
import * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { LayerStack } from "../../constructs/layer-stack";
import { addAlarm } from "../../constructs/metric-alarm";
import { settledGroup } from "../../constructs/settled-group";
import { tiers } from "../../constructs/three-tier-vpc";
import { addLoadBalancer, targetMetric } from "../../constructs/web-load-balancer";
import type { DirectoryNetworking } from "./networking";

const port = 80;

/** The directory's page: its image repository, the containers that serve it and the load balancer before them. */
export class DirectoryCompute extends LayerStack {
  readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  readonly listener: elbv2.ApplicationListener;
  readonly targets: elbv2.ApplicationTargetGroup;
  readonly service: ecs.FargateService;
  readonly siteUrl: string;

  constructor(scope: Construct, networking: DirectoryNetworking) {
    super(scope, { system: "directory", layer: "compute" });
    const repository = this.makeRepository();
    const { loadBalancer, listener } = addLoadBalancer(this, {
      vpc: networking.vpc,
      securityGroup: networking.groups.alb,
    });
    this.loadBalancer = loadBalancer;
    this.listener = listener;
    this.siteUrl = `http://${loadBalancer.loadBalancerDnsName}`;
    this.service = this.makeService(networking, this.makeTask(repository));
    this.targets = listener.addTargets("Page", {
      port,
      targets: [this.service],
      healthCheck: {
        path: "/",
        interval: Duration.seconds(15),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
        healthyHttpCodes: "200",
      },
      deregistrationDelay: Duration.seconds(30),
    });
    this.makeScaling();
    this.makeAlarms();
    new CfnOutput(this, "SiteUrl", { description: "Where the page is", value: this.siteUrl });
    new CfnOutput(this, "RepositoryUri", {
      description: "Where the page's image is pushed",
      value: repository.repositoryUri,
    });
  }

  private makeRepository(): ecr.Repository {
    return new ecr.Repository(this, "Repository", {
      repositoryName: `${this.prefix}-page`,
      imageScanOnPush: true,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      encryption: ecr.RepositoryEncryption.AES_256,
      emptyOnDelete: true,
      removalPolicy: RemovalPolicy.DESTROY,
      lifecycleRules: [
        {
          description: "Layers of interrupted pushes",
          rulePriority: 1,
          tagStatus: ecr.TagStatus.UNTAGGED,
          maxImageAge: Duration.days(7),
        },
        { description: "All but the last 20 images", rulePriority: 2, maxImageCount: 20 },
      ],
    });
  }

  private makeTask(repository: ecr.Repository): ecs.FargateTaskDefinition {
    const task = new ecs.FargateTaskDefinition(this, "Task", {
      family: this.prefix,
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
      volumes: [{ name: "scratch" }],
    });
    const page = task.addContainer("page", {
      image: ecs.ContainerImage.fromEcrRepository(repository, "0.1.0"),
      portMappings: [{ containerPort: port }],
      readonlyRootFilesystem: true,
      environment: { PORT: String(port) },
      stopTimeout: Duration.seconds(60),
      healthCheck: {
        command: ["CMD-SHELL", `wget -q -O /dev/null http://127.0.0.1:${port}/ || exit 1`],
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        retries: 3,
        startPeriod: Duration.seconds(20),
      },
      logging: ecs.LogDriver.awsLogs({
        streamPrefix: "page",
        logGroup: this.makeLogGroup("PageLogs", `${this.prefix}-page`),
      }),
    });
    page.addMountPoints({ sourceVolume: "scratch", containerPath: "/tmp", readOnly: false });
    return task;
  }

  private makeService(
    { vpc, groups }: DirectoryNetworking,
    taskDefinition: ecs.FargateTaskDefinition,
  ): ecs.FargateService {
    const measurements = this.makeLogGroup(
      "PageMeasurements",
      `/aws/ecs/containerinsights/${this.prefix}/performance`,
    );
    const cluster = new ecs.Cluster(this, "Cluster", {
      clusterName: this.prefix,
      vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    });
    cluster.node.addDependency(measurements);
    return new ecs.FargateService(this, "Service", {
      serviceName: this.prefix,
      cluster,
      taskDefinition,
      desiredCount: 2,
      assignPublicIp: false,
      vpcSubnets: { subnetGroupName: tiers.app },
      securityGroups: [settledGroup(this, "containers", groups.containers)],
      circuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      healthCheckGracePeriod: Duration.seconds(60),
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
  }

  private makeScaling(): void {
    const scaling = this.service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 4 });
    scaling.scaleOnCpuUtilization("Cpu", {
      policyName: `${this.prefix}-cpu`,
      targetUtilizationPercent: 60,
      scaleInCooldown: Duration.seconds(300),
      scaleOutCooldown: Duration.seconds(60),
    });
  }

  private makeLogGroup(id: string, logGroupName: string): logs.LogGroup {
    return new logs.LogGroup(this, id, {
      logGroupName,
      retention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeAlarms(): void {
    const metric = targetMetric(this.loadBalancer, this.targets);
    addAlarm(this, "page-down", {
      description:
        "No page container has been healthy for 3 minutes: nobody sees the page. Read the service's events.",
      metric: metric("HealthyHostCount", "Minimum"),
      comparison: "below",
      threshold: 1,
      minutes: 3,
      missingDataIsFailure: true,
    });
    addAlarm(this, "page-unhealthy", {
      description:
        "A page container has failed its health check for 5 minutes: read the service's events and its log.",
      metric: metric("UnHealthyHostCount", "Maximum"),
      comparison: "above",
      threshold: 0,
      minutes: 5,
    });
    addAlarm(this, "page-errors", {
      description: "The page answered with more than 10 server errors a minute for 3 minutes: read its log.",
      metric: metric("HTTPCode_Target_5XX_Count", "Sum"),
      comparison: "above",
      threshold: 10,
      minutes: 3,
    });
  }
}
