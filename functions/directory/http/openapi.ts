import * as z from "zod";
import {
  type ErrorStatus,
  errorStatuses,
  type OperationId,
  operationIds,
  type Route,
  routes,
  tags,
} from "./routes";
import { components } from "./schemas";

/** A JSON Schema in OpenAPI 3.0's dialect. */
export type OpenApiSchema = Readonly<Record<string, unknown>>;

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: OpenApiSchema;
}

export interface OpenApiResponse {
  readonly description: string;
  readonly headers?: Readonly<
    Record<string, { readonly description: string; readonly schema: OpenApiSchema }>
  >;
  readonly content?: Readonly<Record<string, { readonly schema: OpenApiSchema }>>;
}

export interface OpenApiOperation {
  readonly operationId: OperationId;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: {
    readonly required: true;
    readonly description?: string;
    readonly content: Readonly<Record<string, { readonly schema: OpenApiSchema }>>;
  };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

export type OpenApiPathItem = Readonly<Partial<Record<"get" | "post" | "put" | "delete", OpenApiOperation>>>;

/** An OpenAPI 3.0.3 document. */
export interface OpenApiDocument {
  readonly openapi: "3.0.3";
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly url: string };
  };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, OpenApiPathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, OpenApiSchema>>;
    readonly securitySchemes?: Readonly<Record<string, OpenApiSchema>>;
  };
}

export interface OpenApiOptions {
  /** @default "Staff directory" */
  readonly title?: string;
  /** The contract's version. @default "1.0.0" */
  readonly version?: string;
  /** Where the API is served. @default "/", where it isn't known yet, as at synth */
  readonly serverUrl?: string;
  /** Whether every operation but /health wants a Cognito identity token in `Authorization`. */
  readonly cognito: boolean;
}

/** The name of the security scheme, under which the infrastructure finds it to attach the authorizer. */
export const securitySchemeName = "cognito";

const reference = (id: string) => `#/components/schemas/${id}`;

const errorDescriptions: Record<ErrorStatus, string> = {
  400: "The request is malformed; the details say where.",
  401: "Not signed in.",
  403: "Signed in, but not allowed to do this.",
  404: "There is no such thing.",
  409: "It clashes with what exists: a name or e-mail address is taken, or something depends on it.",
  412: "It has changed since the version that the caller knows.",
  413: "The body is too large.",
  415: "The body's content type or encoding isn't the one wanted.",
  422: "Well-formed, but it refers to something that doesn't exist, or rows of the file are wrong.",
  429: "Too many requests: try again later.",
  500: "A fault of the service.",
  502: "The service was cut off before it could answer: what was asked has been done as a whole or not at all.",
  503: "The database or a service it needs can't be reached: try again later.",
};

/**
 * The API's contract, derived from the route table: plain OpenAPI 3.0.3 within what API Gateway's importer takes,
 * the same bytes for the same options. The infrastructure adds its own extensions to it.
 */
export function openApiDocument(options: OpenApiOptions): OpenApiDocument {
  return {
    openapi: "3.0.3",
    info: {
      title: options.title ?? "Staff directory",
      version: options.version ?? "1.0.0",
      description: "A company's people, departments and locations.",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url: options.serverUrl ?? "/" }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: paths(options.cognito),
    components: {
      schemas: models(),
      ...(options.cognito ? { securitySchemes: { [securitySchemeName]: identityToken } } : {}),
    },
  };
}

/** API Gateway's Cognito authorizers are declared as an API key in the Authorization header. */
const identityToken: OpenApiSchema = { type: "apiKey", name: "Authorization", in: "header" };

function paths(cognito: boolean): Record<string, OpenApiPathItem> {
  const items: Record<string, Record<string, OpenApiOperation>> = {};
  for (const operationId of operationIds) {
    const route: Route = routes[operationId];
    items[route.path] = {
      ...items[route.path],
      [route.method.toLowerCase()]: operation(operationId, route, cognito),
    };
  }
  return items;
}

function operation(operationId: OperationId, route: Route, cognito: boolean): OpenApiOperation {
  const parameters = [
    ...parametersOf("path", route.pathParameters),
    ...parametersOf("query", route.query),
    ...parametersOf("header", route.headers),
  ];
  return {
    operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.body) }),
    responses: { [route.success.status]: success(route), ...errorResponses(route) },
    security: cognito && route.role !== "none" ? [{ [securitySchemeName]: [] }] : [],
  };
}

function parametersOf(place: OpenApiParameter["in"], schema: z.ZodObject | undefined): OpenApiParameter[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, parameter]) => {
    const { description, ...rest } = jsonSchema(
      parameter as z.ZodType,
      place === "header" ? "input" : "output",
    );
    return {
      name,
      in: place,
      required: place === "path" || !(parameter as z.ZodType).safeParse(undefined).success,
      ...(typeof description === "string" ? { description } : {}),
      schema: rest,
    };
  });
}

function requestBody(body: NonNullable<Route["body"]>): NonNullable<OpenApiOperation["requestBody"]> {
  if (body.contentType === "text/csv") {
    return {
      required: true,
      description: body.description,
      content: { "text/csv": { schema: { type: "string", format: "binary" } } },
    };
  }
  return { required: true, content: { [body.contentType]: { schema: named(body.schema) } } };
}

function success(route: Route): OpenApiResponse {
  const { description, headers, contentType, schema } = route.success;
  const content = schema ? named(schema) : { type: "string" };
  return {
    description,
    ...(headers ? { headers: responseHeaders(headers) } : {}),
    ...(contentType ? { content: { [contentType]: { schema: content } } } : {}),
  };
}

function responseHeaders(headers: Readonly<Record<string, string>>): NonNullable<OpenApiResponse["headers"]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: "string" } }]),
  );
}

function errorResponses(route: Route): Record<string, OpenApiResponse> {
  const content = { "application/json": { schema: { $ref: reference("ErrorResponse") } } };
  return Object.fromEntries(
    errorStatuses(route).map((status) => [
      String(status),
      { description: errorDescriptions[status], content },
    ]),
  );
}

/** A reference to a schema's model. Route tables name models only: API Gateway wants every body to be a named one. */
function named(schema: z.ZodType): OpenApiSchema {
  const id = components.get(schema)?.id;
  if (id === undefined)
    throw new Error("a body's schema must be a named component: see component() in schemas.ts");
  return { $ref: reference(id) };
}

/** Every named schema. Inputs and outputs are told apart by their names, so one rendering serves both. */
function models(): Record<string, OpenApiSchema> {
  const { schemas } = z.toJSONSchema(components, { target: "openapi-3.0", io: "output", uri: reference });
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([id, schema]) => [id, plain(schema) as OpenApiSchema] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Record<string, unknown> {
  return plain(z.toJSONSchema(schema, { target: "openapi-3.0", io })) as Record<string, unknown>;
}

/**
 * Drops what API Gateway's models don't take: `$id` and `$schema`, and the `allOf` of one that zod wraps a described
 * reference in.
 */
function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== "object" || node === null) return node;
  const { $id: _id, $schema: _schema, ...rest } = node as Record<string, unknown>;
  const { allOf } = rest;
  if (Array.isArray(allOf) && allOf.length === 1) return plain(allOf[0]);
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value)]));
}
