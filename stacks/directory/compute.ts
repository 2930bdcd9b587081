import type { Construct } from "constructs";
import { physicalName } from "../../config/physical-names";
import type { Settings } from "../../config/settings";
import { ContainerRepository } from "../../modules/container-repository";
import { FargateService } from "../../modules/fargate-service";
import { LoadBalancer } from "../../modules/load-balancer";
import { WebAcl, WebAclProtection } from "../../modules/web-acl";
import { addAlarm } from "../base/alarm";
import { LayerStack } from "../base/layer-stack";
import { addAlias, certificateArnOf, siteUrlOf } from "../base/site-domain";
import { computeContract, networkingContract } from "./contracts";
import type { DirectoryNetworking } from "./networking";

/** The directory's page: its image repository, the containers that serve it and the load balancer before them. */
export class DirectoryCompute extends LayerStack {
  constructor(scope: Construct, settings: Settings, networking: DirectoryNetworking) {
    super(scope, {
      system: "directory",
      layer: "compute",
      settings,
      alarmActions: settings.directory.alarmActions,
    });
    const network = networkingContract.read(this, networking);
    const { environment, region } = settings;
    const { container, service, image, logRetentionDays, deletionProtection, forceDestroy, domain } =
      settings.directory;

    const repository = new ContainerRepository(this, "repository", {
      name: physicalName("ecrRepository", "directory", environment, "page"),
      forceDelete: forceDestroy,
    });
    const certificateArn = certificateArnOf(this, domain);
    const loadBalancer = new LoadBalancer(this, "load-balancer", {
      name: physicalName("loadBalancer", "directory", environment),
      vpcId: network.vpc_id,
      subnetIds: network.public_subnet_ids,
      securityGroupId: network.alb_security_group_id,
      deletionProtection,
      ...(certificateArn ? { certificateArn } : {}),
      target: {
        namePrefix: physicalName("targetGroupPrefix", "directory", environment, "page"),
        type: "ip",
        port: container.port,
        healthCheckPath: container.healthCheckPath,
        deregistrationDelaySeconds: 30,
      },
    });
    addAlias(this, domain, loadBalancer);
    const page = new FargateService(this, "page", {
      ...container,
      ...service,
      name: physicalName("ecsCluster", "directory", environment),
      executionRoleName: physicalName("iamRole", "directory", environment, "page-execution"),
      region,
      logGroupName: physicalName("logGroup", "directory", environment, "page"),
      logRetentionDays,
      image: repository.image(image),
      repositoryArn: repository.arn,
      subnetIds: network.app_subnet_ids,
      securityGroupId: network.containers_security_group_id,
      targetGroupArn: loadBalancer.targetGroupArn,
      listener: loadBalancer.listener,
    });
    const webAcl = this.protect(loadBalancer);
    this.makeAlarms(loadBalancer);

    computeContract.publish(this, {
      repository_url: repository.url,
      cluster_name: page.clusterName,
      service_name: page.serviceName,
      alb_arn: loadBalancer.arn,
      alb_dns_name: loadBalancer.dnsName,
      alb_metric_name: loadBalancer.metricName,
      target_group_metric_name: loadBalancer.targetGroupMetricName,
      listener_arn: loadBalancer.listener.arn,
      site_url: siteUrlOf(domain, loadBalancer),
      web_acl_arn: webAcl?.arn,
    });
  }

  /** The API's stage is put behind the same ACL in its own layer. */
  private protect(loadBalancer: LoadBalancer): WebAcl | undefined {
    const { waf } = this.settings.directory;
    if (!waf.enabled) return undefined;
    const webAcl = new WebAcl(this, "web-acl", {
      name: physicalName("webAcl", "directory", this.settings.environment),
      rateLimit: waf.rateLimit,
    });
    new WebAclProtection(this, "web-acl-load-balancer", {
      webAclArn: webAcl.arn,
      resourceArn: loadBalancer.arn,
    });
    return webAcl;
  }

  private makeAlarms(loadBalancer: LoadBalancer): void {
    const namespace = "AWS/ApplicationELB";
    const dimensions = {
      LoadBalancer: loadBalancer.metricName,
      TargetGroup: loadBalancer.targetGroupMetricName,
    };

    addAlarm(this, "page-down", {
      description:
        "No page container has been healthy for 3 minutes: nobody sees the page. Read the service's events.",
      metric: { namespace, name: "HealthyHostCount", dimensions, statistic: "Minimum" },
      comparison: "below",
      threshold: 1,
      minutes: 3,
      // Without any registered container there is no metric.
      missingDataIsFailure: true,
    });
    addAlarm(this, "page-unhealthy", {
      description:
        "A page container has failed its health check for 5 minutes: read the service's events and its log.",
      metric: { namespace, name: "UnHealthyHostCount", dimensions, statistic: "Maximum" },
      comparison: "above",
      threshold: 0,
      minutes: 5,
    });
    addAlarm(this, "page-errors", {
      description: "The page answered with more than 10 server errors a minute for 3 minutes: read its log.",
      metric: { namespace, name: "HTTPCode_Target_5XX_Count", dimensions, statistic: "Sum" },
      comparison: "above",
      threshold: 10,
      minutes: 3,
    });
  }
}
