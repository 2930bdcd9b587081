import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { Construct } from "constructs";
import { physicalName } from "../../config/physical-names";
import type { Settings } from "../../config/settings";
import { corsAllowedHeaders } from "../../functions/directory/http/cors";
import { openApiDocument } from "../../functions/directory/http/openapi";
import { Dashboard } from "../../modules/dashboard";
import { DatabaseMigration } from "../../modules/database-migration";
import { FunctionPackage } from "../../modules/function-package";
import { LambdaFunction } from "../../modules/lambda-function";
import { RestApi } from "../../modules/rest-api";
import { restApiDefinition } from "../../modules/rest-api-definition";
import { UserPool } from "../../modules/user-pool";
import { WebAclProtection } from "../../modules/web-acl";
import { version } from "../../package.json";
import { addAlarm } from "../base/alarm";
import type { Outputs } from "../base/contract";
import { LayerStack } from "../base/layer-stack";
import type { DirectoryCompute } from "./compute";
import { apiContract, computeContract, dataContract, networkingContract } from "./contracts";
import { dashboardGraphs } from "./dashboard";
import type { DirectoryData } from "./data";
import { apiGrants, migrationGrants } from "./function-grants";
import { gatewayErrors } from "./gateway-errors";
import type { DirectoryNetworking } from "./networking";

/** The layers that the API stands on. */
export interface DirectoryApiProducers {
  readonly networking: DirectoryNetworking;
  readonly data: DirectoryData;
  readonly compute: DirectoryCompute;
}

/** Where Lambda's Node.js runtime keeps the certificates of Amazon's services, RDS's authorities among them. */
const runtimeCertificates = "/var/runtime/ca-cert.pem";

/** The directory's REST API, the function behind it, and the migration that runs before that function's code. */
export class DirectoryApi extends LayerStack {
  private readonly network: Outputs<typeof networkingContract>;
  private readonly data: Outputs<typeof dataContract>;
  private readonly page: Outputs<typeof computeContract>;

  constructor(scope: Construct, settings: Settings, producers: DirectoryApiProducers) {
    super(scope, {
      system: "directory",
      layer: "api",
      settings,
      alarmActions: settings.directory.alarmActions,
    });
    this.network = networkingContract.read(this, producers.networking);
    this.data = dataContract.read(this, producers.data);
    this.page = computeContract.read(this, producers.compute);

    const migration = this.makeMigration();
    const users = this.makeUserPool();
    const lambda = this.makeFunction(migration, users);
    const api = this.makeRestApi(lambda, users);
    this.protect(api);
    this.tellPage(api, users);
    this.makeAlarms();
    this.makeDashboard();

    apiContract.publish(this, {
      api_url: api.url,
      api_id: api.apiId,
      function_name: lambda.name,
      migration_function_name: migration.functionName,
      user_pool_id: users?.poolId,
      user_pool_client_id: users?.clientId,
      sign_in_url: users?.signInUrl,
    });
  }

  /** Brings the schema up to date and makes the API's database user, before any new code of the API runs. */
  private makeMigration() {
    const code = new FunctionPackage(this, "migration-package", {
      path: ".build/functions/directory-migration.zip",
    });
    const lambda = new LambdaFunction(this, "migration", {
      ...this.functionDefaults("migration"),
      description: "Migrates the directory's database and makes the API's database user",
      code,
      memoryMib: 512,
      // Lambda's longest: a migration of a large table takes its time.
      timeoutSeconds: 900,
      reservedConcurrency: null,
      environment: {
        ...this.databaseEnvironment(),
        MASTER_SECRET_ARN: this.data.master_secret_arn,
        API_SECRET_ARN: this.data.api_secret_arn,
      },
      grants: migrationGrants(this.settings.region, this.data),
    });
    const run = new DatabaseMigration(this, "migration-run", {
      functionName: lambda.name,
      sourceCodeHash: code.sourceCodeHash,
      databaseResourceId: this.data.database_resource_id,
      apiSecretArn: this.data.api_secret_arn,
    });
    return { functionName: lambda.name, done: run.done };
  }

  private makeUserPool(): UserPool | undefined {
    const { cognito, domain, deletionProtection } = this.settings.directory;
    if (!cognito.enabled || !domain) return undefined;
    return new UserPool(this, "users", {
      name: physicalName("userPool", "directory", this.settings.environment),
      region: this.settings.region,
      domainPrefix: cognito.domainPrefix,
      callbackUrls: [`https://${domain.name}/`, ...cognito.callbackUrls],
      groups: {
        viewer: "Reads the directory",
        editor: "Reads, adds and changes people, departments and locations",
        admin: "Does everything, deletes departments and locations and imports too",
      },
      deletionProtection,
    });
  }

  private makeFunction(
    migration: { done: DatabaseMigration["done"] },
    users: UserPool | undefined,
  ): LambdaFunction {
    const { api } = this.settings.directory;
    return new LambdaFunction(this, "function", {
      ...this.functionDefaults("api"),
      description: "Answers every route of the directory's API",
      code: new FunctionPackage(this, "function-package", { path: ".build/functions/directory-api.zip" }),
      memoryMib: api.memoryMib,
      timeoutSeconds: api.timeoutSeconds,
      // Each execution holds one connection: this keeps them under the database's max_connections.
      reservedConcurrency: api.reservedConcurrency,
      environment: {
        ...this.databaseEnvironment(),
        DATABASE_SECRET_ARN: this.data.api_secret_arn,
        CORS_ORIGINS: this.corsOrigins().join(","),
        COGNITO_ENABLED: String(users !== undefined),
        SERVICE_VERSION: version,
        LOG_LEVEL: api.logLevel,
      },
      grants: apiGrants(this.settings.region, this.data),
      dependsOn: [migration.done],
    });
  }

  private makeRestApi(lambda: LambdaFunction, users: UserPool | undefined): RestApi {
    const { api, ingressCidrs, logRetentionDays } = this.settings.directory;
    const { environment } = this.settings;
    const contract = openApiDocument({ cognito: users !== undefined });
    this.documents.set("openapi.json", `${JSON.stringify(contract, null, 2)}\n`);
    return new RestApi(this, "rest-api", {
      name: physicalName("restApi", "directory", environment),
      description: "The staff directory",
      definition: restApiDefinition(
        contract,
        {
          functionInvokeArn: lambda.invokeArn,
          // The function gives up first, so that its own answer arrives.
          timeoutMillis: Math.min(29_000, (api.timeoutSeconds + 1) * 1000),
          corsOrigins: this.corsOrigins(),
          corsHeaders: corsAllowedHeaders,
          ...(users ? { userPoolArn: users.poolArn } : {}),
        },
        gatewayErrors,
      ),
      // Whom the page isn't for, the data isn't for either.
      ...(ingressCidrs.includes("0.0.0.0/0") ? {} : { allowedCidrs: ingressCidrs }),
      functionName: lambda.name,
      stageName: api.stageName,
      throttleRateLimit: api.throttleRateLimit,
      throttleBurstLimit: api.throttleBurstLimit,
      logGroupName: `/aws/apigateway/${physicalName("restApi", "directory", environment)}`,
      logRetentionDays,
      ...(api.manageAccountLogging
        ? { accountLoggingRoleName: physicalName("iamRole", "directory", environment, "api-gateway-logs") }
        : {}),
    });
  }

  private protect(api: RestApi): void {
    const { web_acl_arn: webAclArn } = this.page;
    if (webAclArn === undefined) return;
    new WebAclProtection(this, "web-acl-stage", { webAclArn, resourceArn: api.stageArn });
  }

  /**
   * The page asks its own load balancer for `/config.json` to learn where the API is. The layers stay in one order
   * this way: the API must know the page's origin, so the page's own layer can't know the API's address.
   */
  private tellPage(api: RestApi, users: UserPool | undefined): void {
    new LbListenerRule(this, "page-config", {
      listenerArn: this.page.listener_arn,
      priority: 1,
      condition: [{ pathPattern: { values: ["/config.json"] } }],
      action: [
        {
          type: "fixed-response",
          fixedResponse: {
            statusCode: "200",
            contentType: "application/json",
            messageBody: JSON.stringify({
              apiUrl: api.url,
              signIn: users ? { url: users.signInUrl, clientId: users.clientId } : null,
            }),
          },
        },
      ],
    });
  }

  private makeAlarms(): void {
    const { api: plan } = this.settings.directory;
    const { functionName, apiName, stageName } = this.measuredNames();
    const ofFunction = { namespace: "AWS/Lambda", dimensions: { FunctionName: functionName } };
    const ofApi = { namespace: "AWS/ApiGateway", dimensions: { ApiName: apiName, Stage: stageName } };

    addAlarm(this, "api-errors", {
      description: "The API gave more than 5 server errors a minute for 3 minutes: read the function's log.",
      metric: { ...ofApi, name: "5XXError", statistic: "Sum" },
      comparison: "above",
      threshold: 5,
      minutes: 3,
    });
    addAlarm(this, "api-latency", {
      description:
        "One call in twenty took over 2 seconds for 10 minutes: look at the database's load and slow queries.",
      metric: { ...ofApi, name: "Latency", statistic: "p95" },
      comparison: "above",
      threshold: 2000,
      minutes: 10,
    });
    addAlarm(this, "function-throttles", {
      description: `Calls were refused for want of executions: raise directory.api.reservedConcurrency (now ${plan.reservedConcurrency ?? "shared"}).`,
      metric: { ...ofFunction, name: "Throttles", statistic: "Sum" },
      comparison: "above",
      threshold: 0,
      minutes: 3,
    });
  }

  private makeDashboard(): void {
    const { environment, region } = this.settings;
    new Dashboard(this, "dashboard", {
      name: physicalName("dashboard", "directory", environment),
      region,
      graphs: dashboardGraphs({
        ...this.measuredNames(),
        databaseIdentifier: this.data.database_identifier,
        loadBalancer: this.page.alb_metric_name,
        targetGroup: this.page.target_group_metric_name,
        clusterName: this.page.cluster_name,
        serviceName: this.page.service_name,
      }),
    });
  }

  /** By which CloudWatch knows the layer's parts: what only shows their metrics needn't wait for them to be made. */
  private measuredNames() {
    const { environment } = this.settings;
    return {
      functionName: physicalName("lambda", "directory", environment, "api"),
      apiName: physicalName("restApi", "directory", environment),
      stageName: this.settings.directory.api.stageName,
    };
  }

  /** The page's own origin, unless the settings list others. */
  private corsOrigins(): readonly string[] {
    const { corsOrigins } = this.settings.directory.api;
    return corsOrigins.length > 0 ? corsOrigins : [this.page.site_url];
  }

  private functionDefaults(role: string) {
    const { environment, region } = this.settings;
    return {
      name: physicalName("lambda", "directory", environment, role),
      roleName: physicalName("iamRole", "directory", environment, `${role}-function`),
      region,
      subnetIds: this.network.app_subnet_ids,
      securityGroupId: this.network.lambda_security_group_id,
      logRetentionDays: this.settings.directory.logRetentionDays,
    };
  }

  private databaseEnvironment(): Record<string, string> {
    return {
      DATABASE_HOST: this.data.database_address,
      DATABASE_PORT: this.data.database_port,
      DATABASE_NAME: this.data.database_name,
      DATABASE_CA_FILE: runtimeCertificates,
    };
  }
}
