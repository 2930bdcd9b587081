import type * as z from "zod";
import {
  departmentInput,
  departmentListResponse,
  departmentResponse,
  departmentUpdate,
  dependentListResponse,
  headers,
  healthResponse,
  importResponse,
  locationInput,
  locationListResponse,
  locationResponse,
  locationUpdate,
  pathParameters,
  personInput,
  personListResponse,
  personResponse,
  personUpdate,
  queries,
  searchResponse,
} from "./schemas";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** What a caller may do; each includes the one before. Without Cognito everybody is an admin. */
export const roles = ["viewer", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

/** The statuses of errors that a route documents besides those that any route can answer with. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 502 | 503;

/** The most bytes of a JSON body. */
export const maxJsonBytes = 64 * 1024;
/** The most bytes of a CSV file, after decompression. */
export const maxCsvBytes = 10 * 1024 * 1024;
/** The most rows of a CSV file. */
export const maxCsvRows = 100_000;

export interface JsonBody {
  readonly contentType: "application/json";
  readonly schema: z.ZodType;
}

export interface CsvBody {
  readonly contentType: "text/csv";
  readonly description: string;
}

export interface Success {
  readonly status: 200 | 201 | 204;
  readonly description: string;
  readonly contentType?: "application/json" | "text/csv";
  /** The model of a JSON answer. */
  readonly schema?: z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One path and method. Router, validation, OpenAPI document, API Gateway, documentation and client derive from it. */
export interface Route {
  readonly method: Method;
  /** As API Gateway spells it: `/personnel/{id}`. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  /** The least role that may call it; `none` is open to everybody, signed in or not. */
  readonly role: Role | "none";
  readonly pathParameters?: z.ZodObject;
  readonly query: z.ZodObject;
  /** By their usual spelling; matched without regard to case. */
  readonly headers: z.ZodObject;
  readonly body?: JsonBody | CsvBody;
  readonly success: Success;
  readonly errors: readonly ErrorStatus[];
}

export const tags = {
  personnel: "The people.",
  departments: "What people belong to.",
  locations: "Where departments are.",
  search: "Free text over everything.",
  operations: "For whoever runs the service.",
} as const;
export type Tag = keyof typeof tags;

const entityTagHeader = { ETag: "The entity's version in quotes, for If-Match." };
const json = <Schema extends z.ZodType>(schema: Schema) =>
  ({ contentType: "application/json", schema }) as const;
const ok = <Schema extends z.ZodType>(description: string, schema: Schema) =>
  ({ status: 200, description, ...json(schema) }) as const;
const tagged = <Schema extends z.ZodType>(description: string, schema: Schema) =>
  ({ ...ok(description, schema), headers: entityTagHeader }) as const;
const created = <Schema extends z.ZodType>(description: string, schema: Schema) =>
  ({
    status: 201,
    description,
    ...json(schema),
    headers: { ...entityTagHeader, Location: "The new entity's path." },
  }) as const;
const deleted = (description: string) => ({ status: 204, description }) as const;

const byId = { pathParameters: pathParameters.id } as const;
const plain = { query: queries.none, headers: headers.none } as const;
const conditional = { query: queries.none, headers: headers.ifMatch } as const;

/** Every path and method of the directory's API, by operation id. */
export const routes = {
  listAll: {
    method: "GET",
    path: "/all",
    tag: "personnel",
    summary: "Everybody, with department and location",
    description: "The classic listing, by last name. A thousand people a page unless told.",
    role: "viewer",
    query: queries.all,
    headers: headers.none,
    success: ok("A page of people.", personListResponse),
    errors: [400],
  },
  listPersonnel: {
    method: "GET",
    path: "/personnel",
    tag: "personnel",
    summary: "List people",
    role: "viewer",
    query: queries.personnel,
    headers: headers.none,
    success: ok("A page of people.", personListResponse),
    errors: [400],
  },
  createPerson: {
    method: "POST",
    path: "/personnel",
    tag: "personnel",
    summary: "Add a person",
    role: "editor",
    ...plain,
    body: json(personInput),
    success: created("The person.", personResponse),
    errors: [400, 409, 413, 415, 422],
  },
  exportPersonnel: {
    method: "GET",
    path: "/personnel/export",
    tag: "personnel",
    summary: "Export people as CSV",
    description:
      "Page by page, because a Lambda function's answer ends at 6 MB: follow `X-Next-Cursor` (or `Link`) until there is " +
      "none and append the pages; only the first has the header line. A cell that a spreadsheet would take for a formula " +
      "starts with an apostrophe.",
    role: "viewer",
    query: queries.personnelExport,
    headers: headers.none,
    success: {
      status: 200,
      description: "A page of the file.",
      contentType: "text/csv",
      headers: {
        "X-Next-Cursor": "The next page's cursor; absent on the last page.",
        Link: 'The next page\'s path and query, `rel="next"`; absent on the last page.',
        "Content-Disposition": "A file name to save as.",
      },
    },
    errors: [400],
  },
  importPersonnel: {
    method: "POST",
    path: "/personnel/import",
    tag: "personnel",
    summary: "Import people from CSV",
    description: "All rows or none. Every problem is named by its line.",
    role: "admin",
    query: queries.personnelImport,
    headers: headers.csvUpload,
    body: {
      contentType: "text/csv",
      description:
        "UTF-8 with a header line naming the columns firstName, lastName, jobTitle, email, department and location, in " +
        "any order. At most 10 MB (decompressed) and 100,000 rows. An apostrophe that the export put before a formula " +
        "is taken off again.",
    },
    success: ok("What was imported, or would be.", importResponse),
    errors: [400, 409, 413, 415, 422],
  },
  getPerson: {
    method: "GET",
    path: "/personnel/{id}",
    tag: "personnel",
    summary: "One person",
    role: "viewer",
    ...byId,
    ...plain,
    success: tagged("The person.", personResponse),
    errors: [400, 404],
  },
  updatePerson: {
    method: "PUT",
    path: "/personnel/{id}",
    tag: "personnel",
    summary: "Change a person",
    role: "editor",
    ...byId,
    ...conditional,
    body: json(personUpdate),
    success: tagged("The person as it is now.", personResponse),
    errors: [400, 404, 409, 412, 413, 415, 422],
  },
  deletePerson: {
    method: "DELETE",
    path: "/personnel/{id}",
    tag: "personnel",
    summary: "Remove a person",
    role: "editor",
    ...byId,
    ...conditional,
    success: deleted("Removed."),
    errors: [400, 404, 412],
  },
  listDepartments: {
    method: "GET",
    path: "/departments",
    tag: "departments",
    summary: "List departments with head-count and location",
    role: "viewer",
    query: queries.departments,
    headers: headers.none,
    success: ok("A page of departments.", departmentListResponse),
    errors: [400],
  },
  createDepartment: {
    method: "POST",
    path: "/departments",
    tag: "departments",
    summary: "Add a department",
    role: "editor",
    ...plain,
    body: json(departmentInput),
    success: created("The department.", departmentResponse),
    errors: [400, 409, 413, 415, 422],
  },
  getDepartment: {
    method: "GET",
    path: "/departments/{id}",
    tag: "departments",
    summary: "One department",
    role: "viewer",
    ...byId,
    ...plain,
    success: tagged("The department.", departmentResponse),
    errors: [400, 404],
  },
  updateDepartment: {
    method: "PUT",
    path: "/departments/{id}",
    tag: "departments",
    summary: "Change a department",
    description: "Moving it to another location moves its people.",
    role: "editor",
    ...byId,
    ...conditional,
    body: json(departmentUpdate),
    success: tagged("The department as it is now.", departmentResponse),
    errors: [400, 404, 409, 412, 413, 415, 422],
  },
  deleteDepartment: {
    method: "DELETE",
    path: "/departments/{id}",
    tag: "departments",
    summary: "Remove an empty department",
    description: "409 with the number of people and the first five while there are any.",
    role: "admin",
    ...byId,
    ...conditional,
    success: deleted("Removed."),
    errors: [400, 404, 409, 412],
  },
  listDepartmentDependents: {
    method: "GET",
    path: "/departments/{id}/dependents",
    tag: "departments",
    summary: "The people who stand in the way of removing it",
    role: "viewer",
    ...byId,
    query: queries.dependents,
    headers: headers.none,
    success: ok("A page of people, by last name.", dependentListResponse),
    errors: [400, 404],
  },
  listLocations: {
    method: "GET",
    path: "/locations",
    tag: "locations",
    summary: "List locations with their counts",
    role: "viewer",
    query: queries.locations,
    headers: headers.none,
    success: ok("A page of locations.", locationListResponse),
    errors: [400],
  },
  createLocation: {
    method: "POST",
    path: "/locations",
    tag: "locations",
    summary: "Add a location",
    role: "editor",
    ...plain,
    body: json(locationInput),
    success: created("The location.", locationResponse),
    errors: [400, 409, 413, 415],
  },
  getLocation: {
    method: "GET",
    path: "/locations/{id}",
    tag: "locations",
    summary: "One location",
    role: "viewer",
    ...byId,
    ...plain,
    success: tagged("The location.", locationResponse),
    errors: [400, 404],
  },
  updateLocation: {
    method: "PUT",
    path: "/locations/{id}",
    tag: "locations",
    summary: "Change a location",
    role: "editor",
    ...byId,
    ...conditional,
    body: json(locationUpdate),
    success: tagged("The location as it is now.", locationResponse),
    errors: [400, 404, 409, 412, 413, 415],
  },
  deleteLocation: {
    method: "DELETE",
    path: "/locations/{id}",
    tag: "locations",
    summary: "Remove an unused location",
    description: "409 with the number of departments and the first five while there are any.",
    role: "admin",
    ...byId,
    ...conditional,
    success: deleted("Removed."),
    errors: [400, 404, 409, 412],
  },
  listLocationDependents: {
    method: "GET",
    path: "/locations/{id}/dependents",
    tag: "locations",
    summary: "The departments that stand in the way of removing it",
    role: "viewer",
    ...byId,
    query: queries.dependents,
    headers: headers.none,
    success: ok("A page of departments, by name.", dependentListResponse),
    errors: [400, 404],
  },
  search: {
    method: "GET",
    path: "/search",
    tag: "search",
    summary: "Search people, departments and locations",
    description:
      "Every word must begin a word of the match. People rank by name, then e-mail address, then job title, and " +
      "whole words before beginnings of words.",
    role: "viewer",
    query: queries.search,
    headers: headers.none,
    success: ok("The best matches of each kind.", searchResponse),
    errors: [400],
  },
  getHealth: {
    method: "GET",
    path: "/health",
    tag: "operations",
    summary: "Is the database reachable, and which version is this",
    description: "503 when the database can't be reached.",
    role: "none",
    ...plain,
    success: ok("All is well.", healthResponse),
    errors: [400],
  },
} as const satisfies Record<string, Route>;

export type OperationId = keyof typeof routes;
export const operationIds = Object.keys(routes) as OperationId[];

/** The errors that any route can answer with: the gateway's own (401, 403, 429, 502) and the service's failures. */
export function errorStatuses(route: Route): ErrorStatus[] {
  const always: ErrorStatus[] = route.role === "none" ? [429, 500, 502, 503] : [401, 403, 429, 500, 502, 503];
  return [...route.errors, ...always].sort((a, b) => a - b);
}
