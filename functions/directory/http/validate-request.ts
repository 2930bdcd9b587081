import type { APIGatewayProxyEvent } from "aws-lambda";
import type * as z from "zod";
import { malformed } from "./api-error";
import type { ValidRequest } from "./api-request";
import { readBody } from "./request-body";
import { type OperationId, type Route, routes } from "./routes";
import type { Issue } from "./schemas";

/**
 * Checks a request against its route: the schemas are those of the OpenAPI document.
 * @throws ApiError 400 with every issue, 413 or 415
 */
export function validateRequest<Id extends OperationId>(
  id: Id,
  event: APIGatewayProxyEvent,
  headers: ReadonlyMap<string, string>,
): ValidRequest<Id> {
  const route: Route = routes[id];
  const issues: Issue[] = [];
  const check = (place: Issue["in"], schema: z.ZodType | undefined, value: unknown) => {
    if (schema === undefined) return undefined;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    issues.push(...issuesOf(place, result.error));
    return undefined;
  };

  const query = singleValues(event, issues);
  // The body first: what isn't even JSON is not worth more words.
  const body = route.body ? readBody(route.body, event, headers) : undefined;
  const request = {
    path: check("path", route.pathParameters, event.pathParameters ?? {}),
    query: check("query", route.query, query),
    headers: check("header", route.headers, pickHeaders(route.headers, headers)),
    body: route.body?.contentType === "application/json" ? check("body", route.body.schema, body) : body,
    url: { path: event.path, query },
  };
  if (issues.length > 0) throw malformed(issues);
  return request as ValidRequest<Id>;
}

/** A repeated parameter is refused: which of its values counts would be anybody's guess. */
function singleValues(event: APIGatewayProxyEvent, issues: Issue[]): Record<string, string> {
  const values: Record<string, string> = {
    ...(event.queryStringParameters as Record<string, string> | null),
  };
  for (const [name, given] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    if (given && given.length > 1) issues.push({ in: "query", path: name, message: "must be given once" });
    const [first] = given ?? [];
    if (first !== undefined) values[name] = first;
  }
  return values;
}

function pickHeaders(schema: z.ZodObject, headers: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => {
      const value = headers.get(name.toLowerCase());
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** More than this many issues are noise: a body may hold thousands of unknown properties. */
const maxIssues = 20;

function issuesOf(place: Issue["in"], error: z.ZodError): Issue[] {
  return error.issues.slice(0, maxIssues).flatMap((issue): Issue[] => {
    const path = issue.path.map(String).join(".");
    if (issue.code !== "unrecognized_keys") return [{ in: place, path, message: issue.message }];
    return issue.keys.slice(0, maxIssues).map((key) => ({
      in: place,
      path: [path, clip(key)].filter(Boolean).join("."),
      message: "is unknown",
    }));
  });
}

/** Names that callers make up aren't echoed at any length. */
function clip(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
