import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { longText } from "./long-text";
import { policyDocument, trustedBy } from "./policy-document";
import type { RestApiDefinition } from "./rest-api-definition";

export interface RestApiProps {
  readonly name: string;
  readonly description: string;
  /** What `restApiDefinition` made: the whole API, so that one resource holds what would otherwise be a hundred. */
  readonly definition: RestApiDefinition;
  /** Who may call: IPv4 ranges. Everybody when left out. */
  readonly allowedCidrs?: readonly string[];
  readonly functionName: string;
  readonly stageName: string;
  /** Requests a second, on average, before callers get 429. */
  readonly throttleRateLimit: number;
  /** Requests at once beyond that rate. */
  readonly throttleBurstLimit: number;
  readonly logGroupName: string;
  readonly logRetentionDays: number;
  /**
   * The role by which API Gateway writes logs is a setting of the whole account and region. Given a name, it is made
   * here; without one, somebody else must have made it, or the stage is refused.
   */
  readonly accountLoggingRoleName?: string;
}

/**
 * A regional REST API from an OpenAPI definition, with one stage: access logs, errors logged, metrics, X-Ray, throttling.
 *
 * The deployment is made anew exactly when the definition changes; the stage stays and is pointed to it.
 */
export class RestApi extends Construct {
  readonly apiId: string;
  readonly stageArn: string;
  /** Where the API answers, without a slash at the end. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RestApiProps,
  ) {
    super(scope, id);
    const api = new ApiGatewayRestApi(this, "Default", {
      name: props.name,
      description: props.description,
      body: longText(JSON.stringify(props.definition)),
      // Said twice: on a change of the body the provider writes this argument back as it was in the state.
      binaryMediaTypes: [...props.definition["x-amazon-apigateway-binary-media-types"]],
      endpointConfiguration: { types: ["REGIONAL"] },
      ...(props.allowedCidrs ? { policy: callableFrom(props.allowedCidrs) } : {}),
    });
    new LambdaPermission(this, "may-invoke", {
      statementId: "rest-api",
      action: "lambda:InvokeFunction",
      functionName: props.functionName,
      principal: "apigateway.amazonaws.com",
      // This API, its one stage, any method and path.
      sourceArn: `${api.executionArn}/${props.stageName}/*/*`,
    });
    const stage = this.makeStage(api);
    this.apiId = api.id;
    this.stageArn = stage.arn;
    this.url = stage.invokeUrl;
  }

  private makeStage(api: ApiGatewayRestApi): ApiGatewayStage {
    const { props } = this;
    const deployment = new ApiGatewayDeployment(this, "deployment", {
      restApiId: api.id,
      triggers: {
        definition: Fn.sha256(api.body),
        // Like the definition, a policy takes effect with a deployment.
        ...(api.policyInput ? { policy: api.policyInput } : {}),
      },
      // The stage refers to the old one until the new one is there.
      lifecycle: { createBeforeDestroy: true },
    });
    const accessLog = new CloudwatchLogGroup(this, "access-log", {
      name: props.logGroupName,
      retentionInDays: props.logRetentionDays,
    });
    const executionLog = new CloudwatchLogGroup(this, "execution-log", {
      // API Gateway's own name for it; made here so that it has a retention.
      name: `API-Gateway-Execution-Logs_${api.id}/${props.stageName}`,
      retentionInDays: props.logRetentionDays,
    });
    const stage = new ApiGatewayStage(this, "stage", {
      restApiId: api.id,
      deploymentId: deployment.id,
      stageName: props.stageName,
      xrayTracingEnabled: true,
      accessLogSettings: { destinationArn: accessLog.arn, format: accessLogFormat },
      dependsOn: [executionLog, ...this.accountLogging()],
    });
    new ApiGatewayMethodSettings(this, "method-settings", {
      restApiId: api.id,
      stageName: stage.stageName,
      methodPath: "*/*",
      settings: {
        metricsEnabled: true,
        loggingLevel: "ERROR",
        // Would write bodies, and so people's data, into the log.
        dataTraceEnabled: false,
        throttlingRateLimit: props.throttleRateLimit,
        throttlingBurstLimit: props.throttleBurstLimit,
      },
    });
    return stage;
  }

  private accountLogging(): ITerraformDependable[] {
    if (this.props.accountLoggingRoleName === undefined) return [];
    const role = new IamRole(this, "account-logging-role", {
      name: this.props.accountLoggingRoleName,
      description: "Lets API Gateway write logs in this account and region",
      assumeRolePolicy: trustedBy("apigateway.amazonaws.com"),
    });
    const grant = new IamRolePolicyAttachment(this, "account-logging-policy", {
      role: role.name,
      // API Gateway probes the role for exactly these rights when it is set; narrower ones are refused.
      policyArn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    });
    return [
      // A destroy leaves the account's setting as it is, naming a role that is gone: the provider's argument to clear it
      // is deprecated, since version 6 always does.
      new ApiGatewayAccount(this, "account-logging", { cloudwatchRoleArn: role.arn, dependsOn: [grant] }),
    ];
  }
}

/** The resource policy of an API that only some networks may call. The API's own ARN needs no repeating in it. */
function callableFrom(cidrs: readonly string[]): string {
  return policyDocument([
    {
      sid: "CallableFrom",
      principals: "*",
      actions: ["execute-api:Invoke"],
      resources: ["execute-api:/*"],
      conditions: { IpAddress: { "aws:SourceIp": cidrs } },
    },
  ]);
}

/** One JSON object a request: enough to find it in the function's log and in X-Ray. */
const accessLogFormat = JSON.stringify({
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
});
