import { CfnOutput, Duration } from "aws-cdk-lib";
import * as autoscaling from "aws-cdk-lib/aws-autoscaling";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import type * as elbv2 from "aws-cdk-lib/aws-elasticloadbalancingv2";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { addDashboard } from "../../constructs/dashboard";
import { LayerStack } from "../../constructs/layer-stack";
import { addAlarm, metricOf } from "../../constructs/metric-alarm";
import { settledGroup } from "../../constructs/settled-group";
import { tiers } from "../../constructs/three-tier-vpc";
import { addLoadBalancer, targetMetric } from "../../constructs/web-load-balancer";
import { addBootFiles, bootCommands } from "./boot-files";
import type { HaWebData } from "./data";
import type { HaWebNetworking } from "./networking";

/** The layers that the site stands on. */
export interface HaWebComputeProducers {
  readonly networking: HaWebNetworking;
  readonly data: HaWebData;
}

const cpuTargetPercent = 60;
const maxCapacity = 3;
const launchHookName = "boot";

/** The site: the load balancer, the instances behind it and what makes them. */
export class HaWebCompute extends LayerStack {
  constructor(
    scope: Construct,
    private readonly producers: HaWebComputeProducers,
  ) {
    super(scope, { system: "ha-web", layer: "compute" });
    const { vpc, groups } = producers.networking;
    const { loadBalancer, listener } = addLoadBalancer(this, { vpc, securityGroup: groups.alb });
    const siteUrl = `http://${loadBalancer.loadBalancerDnsName}`;
    const group = this.makeGroup(siteUrl);
    const targets = listener.addTargets("Web", {
      port: 80,
      targets: [group],
      healthCheck: {
        path: "/healthz",
        interval: Duration.seconds(15),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
        healthyHttpCodes: "200",
      },
      deregistrationDelay: Duration.seconds(60),
    });
    group.scaleOnCpuUtilization("Cpu", { targetUtilizationPercent: cpuTargetPercent });
    this.makeAlarms(loadBalancer, targets);
    this.makeDashboard(loadBalancer, targets);
    new CfnOutput(this, "SiteUrl", { description: "Where the site is", value: siteUrl });
    new CfnOutput(this, "LoadBalancerDnsName", {
      description: "For an alias record of your own",
      value: loadBalancer.loadBalancerDnsName,
    });
    new CfnOutput(this, "AutoScalingGroupName", {
      description: "The group of the instances",
      value: group.autoScalingGroupName,
    });
  }

  private makeGroup(siteUrl: string): autoscaling.AutoScalingGroup {
    const { vpc } = this.producers.networking;
    const group = new autoscaling.AutoScalingGroup(this, "Web", {
      autoScalingGroupName: this.prefix,
      vpc,
      vpcSubnets: { subnetGroupName: tiers.app },
      launchTemplate: this.makeLaunchTemplate(siteUrl),
      minCapacity: 1,
      maxCapacity,
      healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
        additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
        gracePeriod: Duration.seconds(120),
      }),
      defaultInstanceWarmup: Duration.seconds(120),
      minHealthyPercentage: 100,
      maxHealthyPercentage: 200,
      updatePolicy: autoscaling.UpdatePolicy.instanceRefresh({
        strategy: autoscaling.InstanceRefreshStrategy.ROLLING,
        minHealthyPercentage: 100,
        maxHealthyPercentage: 200,
      }),
      groupMetrics: [
        new autoscaling.GroupMetrics(
          autoscaling.GroupMetric.DESIRED_CAPACITY,
          autoscaling.GroupMetric.IN_SERVICE_INSTANCES,
          autoscaling.GroupMetric.MAX_SIZE,
        ),
      ],
      terminationPolicies: [
        autoscaling.TerminationPolicy.OLDEST_LAUNCH_TEMPLATE,
        autoscaling.TerminationPolicy.OLDEST_INSTANCE,
      ],
    });
    group.addLifecycleHook("Boot", {
      lifecycleHookName: launchHookName,
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_LAUNCHING,
      defaultResult: autoscaling.DefaultResult.ABANDON,
      heartbeatTimeout: Duration.minutes(25),
    });
    return group;
  }

  private makeLaunchTemplate(siteUrl: string): ec2.LaunchTemplate {
    const { groups } = this.producers.networking;
    const role = this.makeRole();
    const template = new ec2.LaunchTemplate(this, "LaunchTemplate", {
      launchTemplateName: this.prefix,
      machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch(
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
      ),
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
      role,
      securityGroup: settledGroup(this, "web", groups.web),
      userData: this.makeUserData(role, siteUrl),
      requireImdsv2: true,
      httpEndpoint: true,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      instanceInitiatedShutdownBehavior: ec2.InstanceInitiatedShutdownBehavior.TERMINATE,
      blockDevices: [
        {
          deviceName: "/dev/xvda",
          volume: ec2.BlockDeviceVolume.ebs(8, {
            encrypted: true,
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            deleteOnTermination: true,
          }),
        },
      ],
    });
    for (const client of ["databaseClient", "cacheClient", "filesystemClient"] as const) {
      template.addSecurityGroup(settledGroup(this, client, groups[client]));
    }
    return template;
  }

  private makeRole(): iam.Role {
    const { key, files, accessPoint } = this.producers.data;
    const role = new iam.Role(this, "InstanceRole", {
      roleName: `${this.prefix}-instance`,
      description: "Web instances of ha-web dev",
      assumedBy: new iam.ServicePrincipal("ec2.amazonaws.com"),
    });
    const statements: iam.PolicyStatementProps[] = [
      {
        sid: "ReadDatabaseSecret",
        actions: ["secretsmanager:GetSecretValue"],
        resources: [this.masterSecretArn()],
      },
      {
        sid: "DecryptDatabaseSecret",
        actions: ["kms:Decrypt"],
        resources: [key.keyArn],
        conditions: { StringEquals: { "kms:ViaService": `secretsmanager.${this.region}.amazonaws.com` } },
      },
      {
        sid: "MountFiles",
        actions: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        resources: [files.fileSystemArn],
        conditions: {
          StringEquals: { "elasticfilesystem:AccessPointArn": accessPoint.accessPointArn },
        },
      },
      {
        sid: "ReportBoot",
        actions: ["autoscaling:CompleteLifecycleAction", "autoscaling:SetInstanceHealth"],
        resources: [
          `arn:aws:autoscaling:${this.region}:*:autoScalingGroup:*:autoScalingGroupName/${this.prefix}`,
        ],
      },
      {
        sid: "OpenSessions",
        actions: [
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        resources: ["*"],
      },
    ];
    for (const statement of statements) role.addToPolicy(new iam.PolicyStatement(statement));
    return role;
  }

  private makeUserData(role: iam.Role, siteUrl: string): ec2.UserData {
    const { database, cache, files, accessPoint } = this.producers.data;
    const bootFiles = addBootFiles(this);
    bootFiles.grantRead(role);
    const userData = ec2.UserData.forLinux();
    const archive = userData.addS3DownloadCommand({
      bucket: bootFiles.bucket,
      bucketKey: bootFiles.s3ObjectKey,
    });
    const settings = {
      siteUrl,
      siteTitle: "Strata",
      adminUser: "webmaster",
      adminEmail: "webmaster@example.com",
      wordpressVersion: "7.0.4",
      databaseHost: database.clusterEndpoint.hostname,
      databaseName: "wordpress",
      databaseSecretArn: this.masterSecretArn(),
      cacheEndpoint: `${cache.attrConfigurationEndpointAddress}:${cache.attrConfigurationEndpointPort}`,
      fileSystemId: files.fileSystemId,
      accessPointId: accessPoint.accessPointId,
      region: this.region,
      autoScalingGroupName: this.prefix,
      lifecycleHookName: launchHookName,
    };
    userData.addCommands(...bootCommands(archive, this.toJsonString(settings)));
    return userData;
  }

  private masterSecretArn(): string {
    const { secret } = this.producers.data.database;
    if (!secret) throw new Error("the cluster has no secret: manageMasterUserPassword must stay on");
    return secret.secretArn;
  }

  private makeAlarms(
    loadBalancer: elbv2.ApplicationLoadBalancer,
    targets: elbv2.ApplicationTargetGroup,
  ): void {
    const ofSite = targetMetric(loadBalancer, targets);
    addAlarm(this, "site-down", {
      description:
        "No web instance has been healthy for 3 minutes: nobody sees the site. Read the group's activity and an instance's console output.",
      metric: ofSite("HealthyHostCount", "Minimum"),
      comparison: "below",
      threshold: 1,
      minutes: 3,
      missingDataIsFailure: true,
    });
    addAlarm(this, "site-unhealthy", {
      description:
        "A web instance has failed its health check for 10 minutes and was not replaced: read the group's activity.",
      metric: ofSite("UnHealthyHostCount", "Maximum"),
      comparison: "above",
      threshold: 0,
      minutes: 10,
    });
    addAlarm(this, "site-errors", {
      description:
        "The site answered with more than 10 server errors a minute for 3 minutes: read Apache's and PHP's logs.",
      metric: ofSite("HTTPCode_Target_5XX_Count", "Sum"),
      comparison: "above",
      threshold: 10,
      minutes: 3,
    });
    addAlarm(this, "instances-cpu", {
      description: `The instances' load has stayed far above the ${cpuTargetPercent} % that scaling aims at for 15 minutes: raise the largest size (now ${maxCapacity}), or see why instances fail to start.`,
      metric: metricOf("AWS/EC2", { AutoScalingGroupName: this.prefix }, "CPUUtilization", "Average"),
      comparison: "above",
      threshold: cpuTargetPercent + 20,
      minutes: 15,
    });
  }

  private makeDashboard(
    loadBalancer: elbv2.ApplicationLoadBalancer,
    targets: elbv2.ApplicationTargetGroup,
  ): void {
    const { database, cache, files } = this.producers.data;
    const ofSite = targetMetric(loadBalancer, targets);
    const of = (namespace: string, dimensions: Record<string, string>) => (name: string, statistic: string) =>
      metricOf(namespace, dimensions, name, statistic);
    const ofGroup = of("AWS/AutoScaling", { AutoScalingGroupName: this.prefix });
    const ofInstances = of("AWS/EC2", { AutoScalingGroupName: this.prefix });
    const ofDatabase = of("AWS/RDS", { DBClusterIdentifier: database.clusterIdentifier });
    const ofCache = of("AWS/ElastiCache", { CacheClusterId: cache.ref });
    const ofFiles = of("AWS/EFS", { FileSystemId: files.fileSystemId });
    addDashboard(this, [
      {
        title: "Site: requests and errors",
        metrics: [
          ofSite("RequestCount", "Sum"),
          ofSite("HTTPCode_Target_5XX_Count", "Sum"),
          ofSite("UnHealthyHostCount", "Maximum"),
        ],
      },
      {
        title: "Site: response time (s)",
        metrics: ["p50", "p95", "p99"].map((statistic) => ofSite("TargetResponseTime", statistic)),
      },
      {
        title: "Instances: how many",
        metrics: [
          ofGroup("GroupInServiceInstances", "Minimum"),
          ofGroup("GroupDesiredCapacity", "Maximum"),
          ofGroup("GroupMaxSize", "Maximum"),
        ],
      },
      {
        title: "Instances: load (%)",
        metrics: [ofInstances("CPUUtilization", "Average"), ofInstances("CPUUtilization", "Maximum")],
      },
      {
        title: "Database: load",
        metrics: [ofDatabase("CPUUtilization", "Maximum"), ofDatabase("DatabaseConnections", "Maximum")],
      },
      {
        title: "Database: lag of the readers (ms)",
        metrics: [ofDatabase("AuroraReplicaLagMaximum", "Maximum")],
      },
      {
        title: "Cache: hits, misses and what had to make room",
        metrics: ["GetHits", "GetMisses", "Evictions"].map((name) => ofCache(name, "Sum")),
      },
      {
        title: "Files: read and written (bytes)",
        metrics: ["DataReadIOBytes", "DataWriteIOBytes", "MetadataIOBytes"].map((name) =>
          ofFiles(name, "Sum"),
        ),
      },
    ]);
  }
}
