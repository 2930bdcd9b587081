import type { Graph } from "../../modules/dashboard";

/** The names by which CloudWatch knows the directory's parts. */
export interface DashboardSubjects {
  readonly apiName: string;
  readonly stageName: string;
  readonly functionName: string;
  readonly databaseIdentifier: string;
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly clusterName: string;
  readonly serviceName: string;
}

/** What one looks at first when the directory is slow or down: traffic and errors, then load, front to back. */
export function dashboardGraphs(subjects: DashboardSubjects): Graph[] {
  const page = {
    namespace: "AWS/ApplicationELB",
    dimensions: { LoadBalancer: subjects.loadBalancer, TargetGroup: subjects.targetGroup },
  };
  const api = {
    namespace: "AWS/ApiGateway",
    dimensions: { ApiName: subjects.apiName, Stage: subjects.stageName },
  };
  const code = { namespace: "AWS/Lambda", dimensions: { FunctionName: subjects.functionName } };
  const service = {
    namespace: "AWS/ECS",
    dimensions: { ClusterName: subjects.clusterName, ServiceName: subjects.serviceName },
  };
  const database = {
    namespace: "AWS/RDS",
    dimensions: { DBInstanceIdentifier: subjects.databaseIdentifier },
  };
  return [
    {
      title: "Page: requests and errors",
      metrics: [
        { ...page, name: "RequestCount", statistic: "Sum" },
        { ...page, name: "HTTPCode_Target_5XX_Count", statistic: "Sum" },
        { ...page, name: "UnHealthyHostCount", statistic: "Maximum" },
      ],
    },
    {
      title: "API: requests and errors",
      metrics: [
        { ...api, name: "Count", statistic: "Sum" },
        { ...api, name: "4XXError", statistic: "Sum" },
        { ...api, name: "5XXError", statistic: "Sum" },
      ],
    },
    {
      title: "API: latency (ms)",
      metrics: [
        { ...api, name: "Latency", statistic: "p50" },
        { ...api, name: "Latency", statistic: "p95" },
        { ...api, name: "Latency", statistic: "p99" },
      ],
    },
    {
      title: "Function: executions",
      metrics: [
        { ...code, name: "ConcurrentExecutions", statistic: "Maximum" },
        { ...code, name: "Errors", statistic: "Sum" },
        { ...code, name: "Throttles", statistic: "Sum" },
      ],
    },
    {
      title: "Page: load of the containers (%)",
      metrics: [
        { ...service, name: "CPUUtilization", statistic: "Average" },
        { ...service, name: "MemoryUtilization", statistic: "Average" },
      ],
    },
    {
      title: "Database: load",
      metrics: [
        { ...database, name: "CPUUtilization", statistic: "Average" },
        { ...database, name: "DatabaseConnections", statistic: "Maximum" },
      ],
    },
  ];
}
