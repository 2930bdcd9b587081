import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Directory } from "../domain/directory";
import { type Identity, identityOf, requireRole } from "./access";
import type { Answer } from "./answer";
import { findOperation, methodsOf, noSuchRoute } from "./api-request";
import { corsAllowedHeaders, corsHeaders } from "./cors";
import { type ErrorAnswer, errorAnswer, unknownOutcome } from "./error-status";
import { departmentOperations } from "./operations/departments";
import { healthOperations } from "./operations/health";
import { locationOperations } from "./operations/locations";
import type { Operation, OperationContext, OperationsOf } from "./operations/operation";
import { personnelOperations } from "./operations/personnel";
import { searchOperations } from "./operations/search";
import { type OperationId, type Route, routes } from "./routes";
import { validateRequest } from "./validate-request";

const operations: OperationsOf<OperationId> = {
  ...personnelOperations,
  ...departmentOperations,
  ...locationOperations,
  ...searchOperations,
  ...healthOperations,
};

export interface RouterOptions {
  readonly directory: Directory;
  readonly version: string;
  readonly corsOrigins: readonly string[];
  /** Whether callers are signed in by Cognito; otherwise everybody may do everything. */
  readonly cognitoEnabled: boolean;
  /** Told of each request when its answer is ready. */
  readonly onAnswer: (record: RequestRecord, requestId: string | undefined) => void;
}

/** What is worth knowing about a request: ids only, nothing personal. */
export interface RequestRecord {
  readonly operationId: OperationId | "none";
  readonly method: string;
  /** The route, not the path called: it holds no id and no query. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly errorCode?: string | undefined;
  /** What was thrown, if that was our fault or the database's: for the log only. */
  readonly error?: unknown;
  readonly subject?: string | undefined;
  readonly changed?: Answer["changed"] | undefined;
}

/** Answers proxy events of API Gateway; never throws. */
export class Router {
  readonly #options: RouterOptions;
  readonly #context: OperationContext;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#context = { directory: options.directory, version: options.version };
  }

  async handle(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
    const start = performance.now();
    const headers = lowerCased(event);
    const cors = corsHeaders(headers.get("origin"), this.#options.corsOrigins);
    if (event.httpMethod === "OPTIONS") return preflight(event, cors);
    const operationId = findOperation(event);
    const identity = this.#options.cognitoEnabled ? identityOf(event) : undefined;
    try {
      if (operationId === undefined) throw noSuchRoute(event);
      const answer = await this.#run(operationId, event, headers, identity);
      const durationMs = elapsed(start);
      const { status } = routes[operationId].success;
      this.#record(event, identity, { operationId, status, durationMs, changed: answer.changed });
      return success(status, answer, cors, durationMs);
    } catch (error) {
      const answer = errorAnswer(error);
      const { status, code } = answer;
      const failed = { operationId, status, durationMs: elapsed(start), errorCode: code };
      this.#record(event, identity, status >= 500 ? { ...failed, error } : failed);
      return failure(answer, cors, event.requestContext?.requestId);
    }
  }

  #run(
    id: OperationId,
    event: APIGatewayProxyEvent,
    headers: ReadonlyMap<string, string>,
    identity?: Identity,
  ) {
    if (this.#options.cognitoEnabled) requireRole((routes[id] as Route).role, identity);
    const operation = operations[id] as Operation<OperationId>;
    return operation(validateRequest(id, event, headers), this.#context);
  }

  #record(event: APIGatewayProxyEvent, identity: Identity | undefined, outcome: Outcome): void {
    const { operationId = "none", status, durationMs, errorCode, error, changed } = outcome;
    const record: RequestRecord = {
      operationId,
      method: event.httpMethod,
      route: operationId === "none" ? "none" : routes[operationId].path,
      status,
      durationMs,
      errorCode,
      error,
      subject: identity?.subject,
      changed,
    };
    try {
      this.#options.onAnswer(record, event.requestContext?.requestId);
    } catch {
      // The change may be saved already: that it can't be told of is no reason to answer with a failure.
    }
  }
}

interface Outcome extends Pick<RequestRecord, "status" | "durationMs" | "errorCode" | "error"> {
  readonly operationId: OperationId | undefined;
  readonly changed?: Answer["changed"] | undefined;
}

/** By name in lower case. API Gateway gives the headers twice; whoever calls the function directly may give them once. */
function lowerCased({ headers: single, multiValueHeaders: multiple }: APIGatewayProxyEvent) {
  const headers = new Map<string, string>();
  for (const name in single ?? multiple) {
    const value = single ? single[name] : multiple[name]?.at(-1);
    if (value !== undefined) headers.set(name.toLowerCase(), value);
  }
  return headers;
}

/** API Gateway answers preflights itself; this serves whoever runs the function without it. */
function preflight(event: APIGatewayProxyEvent, cors: Record<string, string>): APIGatewayProxyResult {
  return {
    statusCode: 204,
    headers: {
      ...cors,
      "Access-Control-Allow-Methods": [...methodsOf(event.resource), "OPTIONS"].join(","),
      "Access-Control-Allow-Headers": corsAllowedHeaders.join(","),
      "Access-Control-Max-Age": "600",
    },
    body: "",
  };
}

const jsonHeaders = {
  "Content-Type": "application/json; charset=utf-8",
  // Personal data: neither proxies nor the browser's disk are to keep it.
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
};

function success(
  status: number,
  answer: Answer,
  cors: Record<string, string>,
  durationMs: number,
): APIGatewayProxyResult {
  const body =
    status === 204
      ? ""
      : (answer.text ?? JSON.stringify({ data: answer.data, meta: { durationMs, ...answer.meta } }));
  return { statusCode: status, headers: { ...jsonHeaders, ...cors, ...answer.headers }, body };
}

function failure(
  answer: ErrorAnswer,
  cors: Record<string, string>,
  requestId: string | undefined,
): APIGatewayProxyResult {
  const { status, code, message, details } = answer;
  const error = { code, message, ...(requestId ? { requestId } : {}), ...(details ? { details } : {}) };
  const retry = status === 503 && code !== unknownOutcome ? { "Retry-After": "2" } : {};
  return {
    statusCode: status,
    headers: { ...jsonHeaders, ...cors, ...retry },
    body: JSON.stringify({ error }),
  };
}

function elapsed(start: number): number {
  return Math.round((performance.now() - start) * 100) / 100;
}
