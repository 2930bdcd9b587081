import type { APIGatewayProxyEvent } from "aws-lambda";
import type * as z from "zod";
import { ApiError } from "./api-error";
import { type OperationId, operationIds, type Route, routes } from "./routes";

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type FieldOf<R, Key extends string> = R extends { readonly [K in Key]: infer Value } ? Value : undefined;

/** What an operation gets: everything validated, typed by the route table. */
export interface ValidRequest<Id extends OperationId> {
  readonly path: Output<FieldOf<(typeof routes)[Id], "pathParameters">>;
  readonly query: Output<(typeof routes)[Id]["query"]>;
  readonly headers: Output<(typeof routes)[Id]["headers"]>;
  readonly body: BodyOf<FieldOf<(typeof routes)[Id], "body">>;
  /** The path and query as called, for links. */
  readonly url: { readonly path: string; readonly query: Readonly<Record<string, string>> };
}

type BodyOf<Body> = Body extends { contentType: "text/csv" }
  ? string
  : Body extends { schema: infer Schema }
    ? Output<Schema>
    : undefined;

/** By path and method. */
const operations = new Map<string, Map<string, OperationId>>();
for (const id of operationIds) {
  const { path, method }: Route = routes[id];
  operations.set(path, (operations.get(path) ?? new Map()).set(method, id));
}

/** The operation that API Gateway's resource and method name, if there is one. */
export function findOperation(
  event: Pick<APIGatewayProxyEvent, "httpMethod" | "resource">,
): OperationId | undefined {
  return operations.get(event.resource)?.get(event.httpMethod);
}

export function noSuchRoute(event: Pick<APIGatewayProxyEvent, "httpMethod" | "resource">): ApiError {
  if (!operations.has(event.resource)) return new ApiError(404, "no_such_route", "there is no such path");
  return new ApiError(404, "no_such_route", "this path doesn't know this method");
}

/** The methods of a path, for preflight answers. */
export function methodsOf(path: string): string[] {
  return [...(operations.get(path)?.keys() ?? [])];
}
