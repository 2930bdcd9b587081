import type { Graph } from "../../modules/dashboard";

/** The names by which CloudWatch knows the web tier's parts. */
export interface DashboardSubjects {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly autoScalingGroupName: string;
  readonly databaseClusterIdentifier: string;
  readonly cacheClusterId: string;
  readonly fileSystemId: string;
}

/** What one looks at first when the site is slow or down: traffic and errors, then load, front to back. */
export function dashboardGraphs(subjects: DashboardSubjects): Graph[] {
  const site = {
    namespace: "AWS/ApplicationELB",
    dimensions: { LoadBalancer: subjects.loadBalancer, TargetGroup: subjects.targetGroup },
  };
  const group = { dimensions: { AutoScalingGroupName: subjects.autoScalingGroupName } };
  const database = {
    namespace: "AWS/RDS",
    dimensions: { DBClusterIdentifier: subjects.databaseClusterIdentifier },
  };
  const cache = {
    namespace: "AWS/ElastiCache",
    dimensions: { CacheClusterId: subjects.cacheClusterId },
  };
  const files = { namespace: "AWS/EFS", dimensions: { FileSystemId: subjects.fileSystemId } };
  return [
    {
      title: "Site: requests and errors",
      metrics: [
        { ...site, name: "RequestCount", statistic: "Sum" },
        { ...site, name: "HTTPCode_Target_5XX_Count", statistic: "Sum" },
        { ...site, name: "UnHealthyHostCount", statistic: "Maximum" },
      ],
    },
    {
      title: "Site: response time (s)",
      metrics: [
        { ...site, name: "TargetResponseTime", statistic: "p50" },
        { ...site, name: "TargetResponseTime", statistic: "p95" },
        { ...site, name: "TargetResponseTime", statistic: "p99" },
      ],
    },
    {
      title: "Instances: how many",
      metrics: [
        { ...group, namespace: "AWS/AutoScaling", name: "GroupInServiceInstances", statistic: "Minimum" },
        { ...group, namespace: "AWS/AutoScaling", name: "GroupDesiredCapacity", statistic: "Maximum" },
        { ...group, namespace: "AWS/AutoScaling", name: "GroupMaxSize", statistic: "Maximum" },
      ],
    },
    {
      title: "Instances: load (%)",
      metrics: [
        { ...group, namespace: "AWS/EC2", name: "CPUUtilization", statistic: "Average" },
        { ...group, namespace: "AWS/EC2", name: "CPUUtilization", statistic: "Maximum" },
      ],
    },
    {
      title: "Database: load",
      metrics: [
        { ...database, name: "CPUUtilization", statistic: "Maximum" },
        { ...database, name: "DatabaseConnections", statistic: "Maximum" },
      ],
    },
    {
      title: "Database: lag of the readers (ms)",
      metrics: [{ ...database, name: "AuroraReplicaLagMaximum", statistic: "Maximum" }],
    },
    {
      title: "Cache: hits, misses and what had to make room",
      metrics: [
        { ...cache, name: "GetHits", statistic: "Sum" },
        { ...cache, name: "GetMisses", statistic: "Sum" },
        { ...cache, name: "Evictions", statistic: "Sum" },
      ],
    },
    {
      title: "Files: read and written (bytes)",
      metrics: [
        { ...files, name: "DataReadIOBytes", statistic: "Sum" },
        { ...files, name: "DataWriteIOBytes", statistic: "Sum" },
        { ...files, name: "MetadataIOBytes", statistic: "Sum" },
      ],
    },
  ];
}
