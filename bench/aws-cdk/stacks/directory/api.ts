import { join } from "node:path";
import { CfnOutput, Duration, RemovalPolicy } from "aws-cdk-lib";
import * as apigateway from "aws-cdk-lib/aws-apigateway";
import * as elbv2 from "aws-cdk-lib/aws-elasticloadbalancingv2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import * as triggers from "aws-cdk-lib/triggers";
import type { Construct } from "constructs";
import { corsAllowedHeaders } from "../../../../functions/directory/http/cors";
import { openApiDocument } from "../../../../functions/directory/http/openapi";
import { restApiDefinition } from "../../../../modules/rest-api-definition";
import { gatewayErrors } from "../../../../stacks/directory/gateway-errors";
import { addDashboard } from "../../constructs/dashboard";
import { LayerStack } from "../../constructs/layer-stack";
import { addAlarm, metricOf } from "../../constructs/metric-alarm";
import { tiers } from "../../constructs/three-tier-vpc";
import { targetMetric } from "../../constructs/web-load-balancer";
import { projectFolder } from "../../project-folder";
import type { DirectoryCompute } from "./compute";
import type { DirectoryData } from "./data";
import type { DirectoryNetworking } from "./networking";

/** The layers that the API stands on. */
export interface DirectoryApiProducers {
  readonly networking: DirectoryNetworking;
  readonly data: DirectoryData;
  readonly compute: DirectoryCompute;
}

const stageName = "v1";
const timeoutSeconds = 25;

/** The directory's REST API, the function behind it, and the migration that runs before that function's code. */
export class DirectoryApi extends LayerStack {
  constructor(
    scope: Construct,
    private readonly producers: DirectoryApiProducers,
  ) {
    super(scope, { system: "directory", layer: "api" });
    const migration = this.makeMigration();
    const code = this.makeFunction();
    new triggers.Trigger(this, "MigrationRun", {
      handler: migration,
      timeout: Duration.minutes(15),
      executeBefore: [code],
    });
    const api = this.makeRestApi(code);
    this.tellPage(api);
    this.makeAlarms(code);
    this.makeDashboard(code);
    new CfnOutput(this, "ApiUrl", { description: "Where the API is", value: api.url });
    new CfnOutput(this, "ApiId", { description: "The API's id", value: api.restApiId });
    new CfnOutput(this, "FunctionName", {
      description: "The function behind the API",
      value: code.functionName,
    });
    new CfnOutput(this, "MigrationFunctionName", {
      description: "The function that migrates the schema",
      value: migration.functionName,
    });
  }

  private makeMigration(): lambda.Function {
    const { apiSecret } = this.producers.data;
    const migration = this.makeLambda("Migration", "migration", {
      description: "Migrates the directory's database and makes the API's database user",
      timeout: Duration.minutes(15),
      environment: {
        ...this.databaseEnvironment(),
        MASTER_SECRET_ARN: this.masterSecretArn(),
        API_SECRET_ARN: apiSecret.secretArn,
      },
    });
    this.grant(migration, "ReadMasterSecret", ["secretsmanager:GetSecretValue"], this.masterSecretArn());
    this.grant(
      migration,
      "WriteApiSecret",
      ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
      apiSecret.secretArn,
    );
    this.grantDataKey(migration, ["kms:Decrypt", "kms:GenerateDataKey"]);
    return migration;
  }

  private makeFunction(): lambda.Function {
    const { apiSecret, database } = this.producers.data;
    const code = this.makeLambda("Function", "api", {
      description: "Answers every route of the directory's API",
      timeout: Duration.seconds(timeoutSeconds),
      environment: {
        ...this.databaseEnvironment(),
        DATABASE_SECRET_ARN: apiSecret.secretArn,
        CORS_ORIGINS: this.producers.compute.siteUrl,
        COGNITO_ENABLED: "false",
        SERVICE_VERSION: "0.1.0",
        LOG_LEVEL: "DEBUG",
      },
    });
    this.grant(code, "ReadOwnSecret", ["secretsmanager:GetSecretValue"], apiSecret.secretArn);
    this.grantDataKey(code, ["kms:Decrypt"]);
    this.grant(code, "DescribeOwnDatabase", ["rds:DescribeDBInstances"], database.instanceArn);
    return code;
  }

  private makeRestApi(code: lambda.Function): apigateway.SpecRestApi {
    const name = this.prefix;
    const api = new apigateway.SpecRestApi(this, "RestApi", {
      restApiName: name,
      description: "The staff directory",
      apiDefinition: apigateway.ApiDefinition.fromInline(this.definitionFor(code)),
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: true,
      deployOptions: {
        stageName,
        tracingEnabled: true,
        metricsEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        throttlingRateLimit: 25,
        throttlingBurstLimit: 50,
        accessLogDestination: new apigateway.LogGroupLogDestination(
          this.makeLogGroup("AccessLog", `/aws/apigateway/${name}`),
        ),
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    const executionLog = this.makeLogGroup(
      "ExecutionLog",
      `API-Gateway-Execution-Logs_${api.restApiId}/${stageName}`,
    );
    api.deploymentStage.node.addDependency(executionLog);
    code.addPermission("RestApi", {
      principal: new iam.ServicePrincipal("apigateway.amazonaws.com"),
      sourceArn: api.arnForExecuteApi("*", "/*", stageName),
    });
    return api;
  }

  /** The same work as on the other side: the OpenAPI document of the routes, and API Gateway's part of it. */
  private definitionFor(code: lambda.Function) {
    return restApiDefinition(
      openApiDocument({ cognito: false }),
      {
        functionInvokeArn: `arn:aws:apigateway:${this.region}:lambda:path/2015-03-31/functions/${code.functionArn}/invocations`,
        timeoutMillis: (timeoutSeconds + 1) * 1000,
        corsOrigins: [this.producers.compute.siteUrl],
        corsHeaders: corsAllowedHeaders,
      },
      gatewayErrors,
    );
  }

  private tellPage(api: apigateway.SpecRestApi): void {
    new elbv2.ApplicationListenerRule(this, "PageConfig", {
      listener: this.producers.compute.listener,
      priority: 1,
      conditions: [elbv2.ListenerCondition.pathPatterns(["/config.json"])],
      action: elbv2.ListenerAction.fixedResponse(200, {
        contentType: "application/json",
        messageBody: this.toJsonString({ apiUrl: api.url, signIn: null }),
      }),
    });
  }

  private makeAlarms(code: lambda.Function): void {
    const ofApi = this.apiMetric();
    addAlarm(this, "api-errors", {
      description: "The API gave more than 5 server errors a minute for 3 minutes: read the function's log.",
      metric: ofApi("5XXError", "Sum"),
      comparison: "above",
      threshold: 5,
      minutes: 3,
    });
    addAlarm(this, "api-latency", {
      description:
        "One call in twenty took over 2 seconds for 10 minutes: look at the database's load and slow queries.",
      metric: ofApi("Latency", "p95"),
      comparison: "above",
      threshold: 2000,
      minutes: 10,
    });
    addAlarm(this, "function-throttles", {
      description: "Calls were refused for want of executions: reserve more (now shared).",
      metric: metricOf("AWS/Lambda", { FunctionName: code.functionName }, "Throttles", "Sum"),
      comparison: "above",
      threshold: 0,
      minutes: 3,
    });
  }

  private makeDashboard(code: lambda.Function): void {
    const { compute, data } = this.producers;
    const ofPage = targetMetric(compute.loadBalancer, compute.targets);
    const ofApi = this.apiMetric();
    const ofFunction = (name: string, statistic: string) =>
      metricOf("AWS/Lambda", { FunctionName: code.functionName }, name, statistic);
    const ofService = (name: string) =>
      metricOf(
        "AWS/ECS",
        {
          ClusterName: compute.service.cluster.clusterName,
          ServiceName: compute.service.serviceName,
        },
        name,
        "Average",
      );
    const ofDatabase = (name: string, statistic: string) =>
      metricOf("AWS/RDS", { DBInstanceIdentifier: data.database.instanceIdentifier }, name, statistic);
    addDashboard(this, [
      {
        title: "Page: requests and errors",
        metrics: [
          ofPage("RequestCount", "Sum"),
          ofPage("HTTPCode_Target_5XX_Count", "Sum"),
          ofPage("UnHealthyHostCount", "Maximum"),
        ],
      },
      {
        title: "API: requests and errors",
        metrics: [ofApi("Count", "Sum"), ofApi("4XXError", "Sum"), ofApi("5XXError", "Sum")],
      },
      {
        title: "API: latency (ms)",
        metrics: [ofApi("Latency", "p50"), ofApi("Latency", "p95"), ofApi("Latency", "p99")],
      },
      {
        title: "Function: executions",
        metrics: [
          ofFunction("ConcurrentExecutions", "Maximum"),
          ofFunction("Errors", "Sum"),
          ofFunction("Throttles", "Sum"),
        ],
      },
      {
        title: "Page: load of the containers (%)",
        metrics: [ofService("CPUUtilization"), ofService("MemoryUtilization")],
      },
      {
        title: "Database: load",
        metrics: [ofDatabase("CPUUtilization", "Average"), ofDatabase("DatabaseConnections", "Maximum")],
      },
    ]);
  }

  private apiMetric() {
    return (name: string, statistic: string) =>
      metricOf("AWS/ApiGateway", { ApiName: this.prefix, Stage: stageName }, name, statistic);
  }

  private makeLambda(
    id: string,
    role: string,
    props: Pick<lambda.FunctionOptions, "description" | "timeout" | "environment">,
  ): lambda.Function {
    const { vpc, groups } = this.producers.networking;
    const functionName = `${this.prefix}-${role}`;
    return new lambda.Function(this, id, {
      ...props,
      functionName,
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.ARM_64,
      handler: "index.handler",
      code: lambda.Code.fromAsset(join(projectFolder(), `.build/functions/directory-${role}.zip`)),
      memorySize: 512,
      tracing: lambda.Tracing.ACTIVE,
      vpc,
      vpcSubnets: { subnetGroupName: tiers.app },
      securityGroups: [groups.lambda],
      logGroup: this.makeLogGroup(`${id}Logs`, `/aws/lambda/${functionName}`),
    });
  }

  private makeLogGroup(id: string, logGroupName: string): logs.LogGroup {
    return new logs.LogGroup(this, id, {
      logGroupName,
      retention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private databaseEnvironment(): Record<string, string> {
    const { database } = this.producers.data;
    return {
      DATABASE_HOST: database.dbInstanceEndpointAddress,
      DATABASE_PORT: database.dbInstanceEndpointPort,
      DATABASE_NAME: "directory",
      DATABASE_CA_FILE: "/var/runtime/ca-cert.pem",
    };
  }

  private masterSecretArn(): string {
    const { secret } = this.producers.data.database;
    if (!secret) throw new Error("the database has no secret: manageMasterUserPassword must stay on");
    return secret.secretArn;
  }

  private grant(to: lambda.Function, sid: string, actions: string[], resource: string): void {
    to.addToRolePolicy(new iam.PolicyStatement({ sid, actions, resources: [resource] }));
  }

  private grantDataKey(to: lambda.Function, actions: string[]): void {
    to.addToRolePolicy(
      new iam.PolicyStatement({
        sid: "UseSecretsKey",
        actions,
        resources: [this.producers.data.key.keyArn],
        conditions: {
          StringEquals: { "kms:ViaService": `secretsmanager.${this.region}.amazonaws.com` },
        },
      }),
    );
  }
}

const accessLogFields = {
  requestId: "$context.requestId",
  extendedRequestId: "$context.extendedRequestId",
  traceId: "$context.xrayTraceId",
  time: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  method: "$context.httpMethod",
  route: "$context.resourcePath",
  status: "$context.status",
  responseLength: "$context.responseLength",
  latencyMs: "$context.responseLatency",
  integrationLatencyMs: "$context.integrationLatency",
  error: "$context.error.responseType",
};
