/** The part of an OpenAPI 3.0 document that is read here. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components?: Readonly<Record<string, unknown>>;
}

type PathItem = Readonly<Record<string, unknown>>;

export interface RestApiIntegration {
  /** What every operation calls: a Lambda function's invoke ARN. */
  readonly functionInvokeArn: string;
  /** Milliseconds that API Gateway waits for the function, at most 29,000. */
  readonly timeoutMillis: number;
  /** Exact origins whose pages may call the API, at least one. */
  readonly corsOrigins: readonly string[];
  /** Headers that such a page may send. */
  readonly corsHeaders: readonly string[];
  /** Cognito user pool that signs callers in, for the operations that the document says need it. */
  readonly userPoolArn?: string;
}

/** What API Gateway imports. */
export interface RestApiDefinition {
  readonly "x-amazon-apigateway-binary-media-types": readonly string[];
  readonly [key: string]: unknown;
}

/** Answers of API Gateway itself, in the same form as the function's: `{ error: { code, message, requestId } }`. */
export interface GatewayError {
  /** API Gateway's name of the case (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html). */
  readonly responseType: string;
  readonly statusCode: number;
  readonly code: string;
  readonly message: string;
}

const methods = ["get", "put", "post", "delete", "patch", "head"] as const;

/**
 * Turns an OpenAPI document into the definition API Gateway imports: every operation calls the function; bodies and
 * parameters are validated before that; every path answers CORS preflights without the function; API Gateway's own
 * errors carry the CORS headers as well, since browsers hide an answer without them.
 */
export function restApiDefinition(
  document: OpenApiDocument,
  integration: RestApiIntegration,
  gatewayErrors: readonly GatewayError[],
): RestApiDefinition {
  const { openapi, info, paths, components } = escapeTemplates(document);
  return {
    openapi,
    info,
    "x-amazon-apigateway-request-validators": {
      everything: { validateRequestBody: true, validateRequestParameters: true },
    },
    "x-amazon-apigateway-request-validator": "everything",
    "x-amazon-apigateway-binary-media-types": bodyTypesBesideJson(document),
    "x-amazon-apigateway-gateway-responses": gatewayResponses(gatewayErrors, integration.corsOrigins),
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, item]) => [path, integratedPath(item, integration)]),
    ),
    components: { ...components, ...securitySchemes(components, integration.userPoolArn) },
  };
}

/** `${` and `%{` begin a template in Terraform; in the document they are plain text. */
function escapeTemplates<T>(document: T): T {
  return JSON.parse(JSON.stringify(document).replaceAll("${", "$${").replaceAll("%{", "%%{"));
}

function integratedPath(item: PathItem, integration: RestApiIntegration): Record<string, unknown> {
  const integrated: Record<string, unknown> = { ...item };
  const offered: string[] = [];
  for (const method of methods) {
    const operation = item[method];
    if (operation === undefined) continue;
    offered.push(method.toUpperCase());
    integrated[method] = integratedOperation(operation as Operation, integration);
  }
  integrated.options = preflight([...offered, "OPTIONS"], integration);
  return integrated;
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>>; readonly required?: boolean };
  readonly [key: string]: unknown;
}

function integratedOperation(operation: Operation, integration: RestApiIntegration): Record<string, unknown> {
  const { requestBody, ...rest } = operation;
  return {
    ...rest,
    ...jsonBodyOnly(requestBody),
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      // Lambda is always invoked by POST.
      httpMethod: "POST",
      uri: integration.functionInvokeArn,
      passthroughBehavior: "when_no_match",
      timeoutInMillis: integration.timeoutMillis,
    },
  };
}

/** API Gateway holds every body that has a model against it as JSON: a CSV would always fail. */
function jsonBodyOnly(requestBody: Operation["requestBody"]) {
  const json = requestBody?.content["application/json"];
  if (!requestBody || json === undefined) return {};
  return { requestBody: { ...requestBody, content: { "application/json": json } } };
}

/** The types of bodies that reach the function as base64, so that compressed ones survive: all but JSON. */
function bodyTypesBesideJson(document: OpenApiDocument): string[] {
  const types = new Set<string>();
  for (const item of Object.values(document.paths)) {
    for (const method of methods) {
      const operation = item[method] as Operation | undefined;
      for (const type of Object.keys(operation?.requestBody?.content ?? {})) {
        if (type !== "application/json") types.add(type);
      }
    }
  }
  return [...types].sort();
}

/**
 * The answer to a CORS preflight, made by API Gateway without the function and never behind the authorizer: browsers
 * send preflights without credentials.
 */
function preflight(offered: readonly string[], integration: RestApiIntegration): Record<string, unknown> {
  const origins = integration.corsOrigins;
  const headers: Record<string, string> = {
    "Access-Control-Allow-Methods": `'${offered.join(",")}'`,
    "Access-Control-Allow-Headers": `'${integration.corsHeaders.join(",")}'`,
    "Access-Control-Max-Age": "'600'",
    Vary: "'Origin'",
    ...(origins.length === 1 ? { "Access-Control-Allow-Origin": `'${origins[0]}'` } : {}),
  };
  const declared = [...new Set([...Object.keys(headers), "Access-Control-Allow-Origin"])].sort();
  return {
    summary: "CORS preflight",
    responses: {
      204: {
        description: "What the page's origin may do",
        headers: Object.fromEntries(declared.map((name) => [name, { schema: { type: "string" } }])),
      },
    },
    security: [],
    "x-amazon-apigateway-integration": {
      type: "mock",
      contentHandling: "CONVERT_TO_TEXT",
      passthroughBehavior: "when_no_match",
      requestTemplates: { "application/json": '{"statusCode": 204}' },
      responses: {
        default: {
          statusCode: "204",
          responseParameters: Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]),
          ),
          responseTemplates: { "application/json": origins.length === 1 ? "" : echoAllowedOrigin(origins) },
        },
      },
    },
  };
}

/** A response can name one origin only, so with several the caller's is echoed if it is one of them. */
function echoAllowedOrigin(origins: readonly string[]): string {
  const isAllowed = origins.map((origin) => `$origin == "${origin}"`).join(" || ");
  return [
    '#set($origin = $input.params("Origin"))',
    '#if($origin == "")#set($origin = $input.params("origin"))#end',
    `#if(${isAllowed})#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end`,
  ].join("\n");
}

function gatewayResponses(errors: readonly GatewayError[], origins: readonly string[]) {
  return Object.fromEntries(
    errors.map(({ responseType, statusCode, code, message }) => [
      responseType,
      {
        // API Gateway's defaults cover many cases: each keeps its own status.
        ...(responseType.startsWith("DEFAULT_") ? {} : { statusCode: String(statusCode) }),
        responseParameters: {
          "gatewayresponse.header.Access-Control-Allow-Origin": gatewayErrorOrigin(origins),
          "gatewayresponse.header.Vary": "'Origin'",
        },
        responseTemplates: {
          "application/json": JSON.stringify({ error: { code, message, requestId: "$context.requestId" } }),
        },
      },
    ]),
  );
}

/**
 * Gateway responses know no conditions (no VTL). With several allowed origins they name the caller's, whichever it is:
 * these answers say what went wrong and hold no data.
 */
function gatewayErrorOrigin(origins: readonly string[]): string {
  return origins.length === 1 ? `'${origins[0]}'` : "method.request.header.Origin";
}

/** The document says which operations need a signed-in caller; this says how API Gateway checks it. */
function securitySchemes(components: OpenApiDocument["components"], userPoolArn: string | undefined) {
  const schemes = Object.keys((components?.securitySchemes as Record<string, unknown> | undefined) ?? {});
  if (schemes.length === 0) return {};
  if (userPoolArn === undefined) {
    throw new Error(
      `the API's document has the security scheme ${schemes.join(", ")}, but no user pool is given`,
    );
  }
  const scheme = {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    "x-amazon-apigateway-authtype": "cognito_user_pools",
    "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [userPoolArn] },
  };
  return { securitySchemes: Object.fromEntries(schemes.map((name) => [name, scheme])) };
}
