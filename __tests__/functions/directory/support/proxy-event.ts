import type { APIGatewayProxyEvent } from "aws-lambda";
import { type OperationId, routes } from "../../../../functions/directory/http/routes";

/** What a test says of a request; the rest is as API Gateway fills it in. */
export interface RequestParts {
  readonly id?: number | string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes as JSON with its content type; text and bytes go as they are. */
  readonly body?: unknown;
  /** The claims of the Cognito authorizer. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A REST API proxy event (payload version 1.0) for an operation. */
export function proxyEvent(operationId: OperationId, parts: RequestParts = {}): APIGatewayProxyEvent {
  const { method, path } = routes[operationId];
  return {
    ...blankEvent(),
    ...queryOf(parts.query),
    ...bodyOf(parts),
    ...pathOf(path, parts),
    httpMethod: method,
  };
}

function pathOf(resource: string, { id, claims }: RequestParts) {
  const event = blankEvent();
  const pathParameters = resource.includes("{id}") ? { id: String(id ?? 1) } : null;
  const authorizer = claims ? { claims } : undefined;
  return {
    resource,
    path: resource.replace("{id}", String(id ?? 1)),
    pathParameters,
    requestContext: { ...event.requestContext, ...(authorizer ? { authorizer } : {}) },
  } as Pick<APIGatewayProxyEvent, "resource" | "path" | "pathParameters" | "requestContext">;
}

function queryOf(query: RequestParts["query"]) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (given.length === 0) return { queryStringParameters: null, multiValueQueryStringParameters: null };
  const lists = given.map(([name, value]) => [name, Array.isArray(value) ? value : [String(value)]] as const);
  return {
    // API Gateway puts the last value of a repeated parameter here.
    queryStringParameters: Object.fromEntries(lists.map(([name, values]) => [name, values.at(-1)])),
    multiValueQueryStringParameters: Object.fromEntries(lists),
  };
}

function bodyOf({ body, headers = {} }: RequestParts) {
  if (body === undefined) return { body: null, isBase64Encoded: false, headers: { ...headers } };
  if (Buffer.isBuffer(body))
    return { body: body.toString("base64"), isBase64Encoded: true, headers: { ...headers } };
  if (typeof body === "string") return { body, isBase64Encoded: false, headers: { ...headers } };
  return {
    body: JSON.stringify(body),
    isBase64Encoded: false,
    headers: { "Content-Type": "application/json", ...headers },
  };
}

function blankEvent(): APIGatewayProxyEvent {
  return {
    resource: "/",
    path: "/",
    httpMethod: "GET",
    headers: {},
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: {
      requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      stage: "live",
    } as APIGatewayProxyEvent["requestContext"],
  };
}
