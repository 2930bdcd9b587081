import type { Construct } from "constructs";
import { physicalName } from "../../config/physical-names";
import type { InstanceSettings, Settings } from "../../config/settings";
import { AutoScalingGroup, launchHookName } from "../../modules/auto-scaling-group";
import { Dashboard } from "../../modules/dashboard";
import { InstanceRole } from "../../modules/instance-role";
import { LaunchTemplate } from "../../modules/launch-template";
import { LoadBalancer } from "../../modules/load-balancer";
import { addAlarm } from "../base/alarm";
import type { Outputs } from "../base/contract";
import { LayerStack } from "../base/layer-stack";
import { addAlias, certificateArnOf, siteUrlOf } from "../base/site-domain";
import { computeContract, dataContract, networkingContract } from "./contracts";
import { dashboardGraphs } from "./dashboard";
import type { HaWebData } from "./data";
import { instanceGrants } from "./instance-grants";
import type { HaWebNetworking } from "./networking";
import { bootUserData } from "./user-data";

/** The layers that the site stands on. */
export interface HaWebComputeProducers {
  readonly networking: HaWebNetworking;
  readonly data: HaWebData;
}

const httpPort = 80;
/** Answered by the instance alone: neither the database nor an installed site is asked (instances/ha-web/healthz.php). */
const healthCheckPath = "/healthz";
/** Above the boot's own limit of 20 minutes (instances/ha-web/ha-web-boot.service). */
const startupSeconds = 25 * 60;

/** The site: the load balancer, the instances behind it and what makes them. */
export class HaWebCompute extends LayerStack {
  private readonly network: Outputs<typeof networkingContract>;
  private readonly data: Outputs<typeof dataContract>;
  private readonly groupName: string;

  constructor(scope: Construct, settings: Settings, producers: HaWebComputeProducers) {
    super(scope, { system: "ha-web", layer: "compute", settings, alarmActions: settings.haWeb.alarmActions });
    this.network = networkingContract.read(this, producers.networking);
    this.data = dataContract.read(this, producers.data);
    this.groupName = physicalName("autoScalingGroup", "ha-web", settings.environment);
    const { domain, scaling, instance } = settings.haWeb;

    const loadBalancer = this.makeLoadBalancer();
    addAlias(this, domain, loadBalancer);
    const role = this.makeRole();
    const group = new AutoScalingGroup(this, "web", {
      ...scaling,
      name: this.groupName,
      launchTemplate: this.makeLaunchTemplate(role, siteUrlOf(domain, loadBalancer)),
      subnetIds: this.network.app_subnet_ids,
      targetGroupArn: loadBalancer.targetGroupArn,
      startupSeconds,
      autoRollback: instance.imageId !== null,
      tags: this.instanceTags(),
      dependsOn: [role.policy, loadBalancer.listener],
    });
    this.makeAlarms(loadBalancer);
    this.makeDashboard(loadBalancer);

    computeContract.publish(this, {
      site_url: siteUrlOf(domain, loadBalancer),
      alb_dns_name: loadBalancer.dnsName,
      auto_scaling_group_name: group.name,
    });
  }

  private makeLoadBalancer(): LoadBalancer {
    const { environment } = this.settings;
    const { domain, deletionProtection } = this.settings.haWeb;
    const certificateArn = certificateArnOf(this, domain);
    return new LoadBalancer(this, "load-balancer", {
      name: physicalName("loadBalancer", "ha-web", environment),
      vpcId: this.network.vpc_id,
      subnetIds: this.network.public_subnet_ids,
      securityGroupId: this.network.alb_security_group_id,
      deletionProtection,
      ...(certificateArn ? { certificateArn } : {}),
      target: {
        namePrefix: physicalName("targetGroupPrefix", "ha-web", environment, "web"),
        type: "instance",
        port: httpPort,
        healthCheckPath,
        deregistrationDelaySeconds: 60,
      },
    });
  }

  private makeRole(): InstanceRole {
    const { environment, region } = this.settings;
    return new InstanceRole(this, "instance-role", {
      name: physicalName("iamRole", "ha-web", environment, "instance"),
      description: `Web instances of ha-web ${environment}`,
      grants: instanceGrants(region, this.groupName, this.data),
    });
  }

  private makeLaunchTemplate(role: InstanceRole, siteUrl: string): LaunchTemplate {
    const { instance } = this.settings.haWeb;
    return new LaunchTemplate(this, "launch-template", {
      name: physicalName("launchTemplate", "ha-web", this.settings.environment),
      imageId: imageOf(instance),
      instanceType: instance.type,
      instanceProfileArn: role.profileArn,
      securityGroupIds: [
        this.network.web_security_group_id,
        this.network.database_client_security_group_id,
        this.network.cache_client_security_group_id,
        this.network.filesystem_client_security_group_id,
      ],
      userData: this.makeUserData(siteUrl),
      rootVolumeGib: instance.rootVolumeGib,
      tags: this.instanceTags(),
    });
  }

  private makeUserData(siteUrl: string): string {
    const { title, adminUser, adminEmail, wordpressVersion } = this.settings.haWeb.site;
    return bootUserData(this, {
      siteUrl,
      siteTitle: title,
      adminUser,
      adminEmail,
      wordpressVersion,
      databaseHost: this.data.database_endpoint,
      databaseName: this.data.database_name,
      databaseSecretArn: this.data.master_secret_arn,
      cacheEndpoint: this.data.cache_endpoint,
      fileSystemId: this.data.file_system_id,
      accessPointId: this.data.access_point_id,
      region: this.settings.region,
      autoScalingGroupName: this.groupName,
      lifecycleHookName: launchHookName,
    });
  }

  /** What the provider would put on the instances, had it made them itself, and a name for the console. */
  private instanceTags(): Record<string, string> {
    return {
      ...this.defaultTags,
      Name: physicalName("nameTag", "ha-web", this.settings.environment, "web"),
    };
  }

  private makeAlarms(loadBalancer: LoadBalancer): void {
    const { maxCount, cpuTargetPercent } = this.settings.haWeb.scaling;
    const ofSite = {
      namespace: "AWS/ApplicationELB",
      dimensions: {
        LoadBalancer: loadBalancer.metricName,
        TargetGroup: loadBalancer.targetGroupMetricName,
      },
    };

    addAlarm(this, "site-down", {
      description:
        "No web instance has been healthy for 3 minutes: nobody sees the site. Read the group's activity and an instance's console output.",
      metric: { ...ofSite, name: "HealthyHostCount", statistic: "Minimum" },
      comparison: "below",
      threshold: 1,
      minutes: 3,
      // Without any registered instance there is no metric.
      missingDataIsFailure: true,
    });
    addAlarm(this, "site-unhealthy", {
      description:
        "A web instance has failed its health check for 10 minutes and was not replaced: read the group's activity.",
      metric: { ...ofSite, name: "UnHealthyHostCount", statistic: "Maximum" },
      comparison: "above",
      threshold: 0,
      minutes: 10,
    });
    addAlarm(this, "site-errors", {
      description:
        "The site answered with more than 10 server errors a minute for 3 minutes: read Apache's and PHP's logs.",
      metric: { ...ofSite, name: "HTTPCode_Target_5XX_Count", statistic: "Sum" },
      comparison: "above",
      threshold: 10,
      minutes: 3,
    });
    addAlarm(this, "instances-cpu", {
      description: `The instances' load has stayed far above the ${cpuTargetPercent} % that scaling aims at for 15 minutes: raise haWeb.scaling.maxCount (now ${maxCount}), or see why instances fail to start.`,
      metric: {
        namespace: "AWS/EC2",
        name: "CPUUtilization",
        dimensions: { AutoScalingGroupName: this.groupName },
        statistic: "Average",
      },
      comparison: "above",
      threshold: Math.min(cpuTargetPercent + 20, 95),
      minutes: 15,
    });
  }

  private makeDashboard(loadBalancer: LoadBalancer): void {
    const { environment, region } = this.settings;
    new Dashboard(this, "dashboard", {
      name: physicalName("dashboard", "ha-web", environment),
      region,
      graphs: dashboardGraphs({
        loadBalancer: loadBalancer.metricName,
        targetGroup: loadBalancer.targetGroupMetricName,
        autoScalingGroupName: this.groupName,
        databaseClusterIdentifier: this.data.database_cluster_identifier,
        cacheClusterId: this.data.cache_cluster_id,
        fileSystemId: this.data.file_system_id,
      }),
    });
  }
}

/** The AMI given, or the newest Amazon Linux 2023, which EC2 looks up itself: no data source, no id that ages. */
function imageOf({ imageId, architecture }: InstanceSettings): string {
  if (imageId !== null) return imageId;
  const suffix = { ARM64: "arm64", X86_64: "x86_64" }[architecture];
  return `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${suffix}`;
}
