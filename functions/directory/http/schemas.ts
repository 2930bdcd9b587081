import * as z from "zod";

/**
 * What goes over the wire, once: the TypeScript types, the validation of requests and the OpenAPI document's models
 * all come from these schemas. `component` gives a schema its name in the document.
 *
 * Names are alphanumeric and nothing here is nullable, recursive or exclusive-minimum, because API Gateway's importer
 * refuses those (Amazon API Gateway important notes, "Known issues for REST APIs").
 */
export const components = z.registry<{ id: string }>();

function component<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  components.add(schema, { id });
  return schema;
}

/** The columns' widths, in characters. */
export const maxLengths = { name: 100, jobTitle: 100, email: 254, query: 100, cursor: 2000 } as const;

/** The most people of `/all`: whatever their names are, so many fit into the 6 MB at which a Lambda function's answer ends. */
const maxAll = 2_000;

/** The largest id: what a signed 32-bit integer holds, so that every client and API Gateway's models agree on it. */
export const maxId = 2_147_483_647;

/** Control characters, halves of surrogate pairs and marks that reverse the reading direction (they disguise text). */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

/** Something to be seen: not blanks, nor what only joins, separates or fills. */
const visible = /[^\p{Z}\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]/u;

/**
 * One line of text as people type it: outer blanks dropped, composed to NFC, so that equal looks equal.
 * Lengths count characters, as the database and JSON Schema do, not UTF-16 units.
 */
function line(maxLength: number) {
  return z
    .string()
    .normalize("NFC")
    .trim()
    .refine((text) => text.length > 0, { error: "must not be empty", abort: true })
    .refine((text) => unprintable.test(text) || visible.test(text), {
      error: "must not be invisible",
      abort: true,
    })
    .refine((text) => [...text].length <= maxLength, {
      error: `must have at most ${maxLength} characters`,
      abort: true,
    })
    .refine((text) => !unprintable.test(text), { error: "must not contain control characters" })
    .meta({ minLength: 1, maxLength });
}

const idSchema = z.int().min(1).max(maxId);
const versionSchema = idSchema.describe(
  "Grows by one with each change; send it back to say which state you mean to change.",
);
const timestamp = z.string().meta({ format: "date-time" });
const wholeCount = z.int().min(0).max(maxId);
/** ASCII only, so that the collation's ideas of equal accents can't merge two addresses. */
const emailSchema = z.email({ error: "must be an e-mail address" }).max(maxLengths.email);

// Entities

export const namedReference = component(
  "NamedReference",
  z.object({ id: idSchema, name: z.string() }).describe("A department or a location, by id and name."),
);

export const person = component(
  "Person",
  z.object({
    id: idSchema,
    firstName: z.string(),
    lastName: z.string(),
    jobTitle: z.string(),
    email: z.string(),
    department: namedReference,
    location: namedReference,
    version: versionSchema,
    createdAt: timestamp,
    updatedAt: timestamp,
  }),
);

export const department = component(
  "Department",
  z.object({
    id: idSchema,
    name: z.string(),
    location: namedReference,
    personnelCount: wholeCount.describe("How many people work in it."),
    version: versionSchema,
    createdAt: timestamp,
    updatedAt: timestamp,
  }),
);

export const location = component(
  "Location",
  z.object({
    id: idSchema,
    name: z.string(),
    departmentCount: wholeCount.describe("How many departments are there."),
    personnelCount: wholeCount.describe("How many people work there."),
    version: versionSchema,
    createdAt: timestamp,
    updatedAt: timestamp,
  }),
);

export const dependent = component(
  "Dependent",
  z
    .object({ type: z.enum(["personnel", "department"]), id: idSchema, name: z.string() })
    .describe("What stands in the way of a deletion."),
);

export const searchResults = component(
  "SearchResults",
  z
    .object({ personnel: z.array(person), departments: z.array(department), locations: z.array(location) })
    .describe("The best matches of each kind, best first."),
);

export const health = component(
  "Health",
  z.object({
    status: z.enum(["ok"]),
    database: z.enum(["reachable"]),
    version: z.string().describe("The version of the deployed code."),
    schemaVersion: wholeCount.describe("The number of the newest migration that the database has."),
  }),
);

export const importReport = component(
  "ImportReport",
  z.object({
    dryRun: z.boolean().describe("True: everything was checked against the database, nothing was kept."),
    rows: wholeCount.describe("How many people the file adds."),
    departmentsCreated: z.array(z.string()),
    locationsCreated: z.array(z.string()),
  }),
);

// Request bodies

const versionToChange = versionSchema
  .optional()
  .describe("The version you mean to change. Needed here or as the If-Match header.");

const personFields = {
  firstName: line(maxLengths.name),
  lastName: line(maxLengths.name),
  jobTitle: line(maxLengths.jobTitle),
  email: emailSchema.describe("Unique, whatever the case."),
  departmentId: idSchema,
};
const departmentFields = {
  name: line(maxLengths.name).describe("Unique, whatever case and accents."),
  locationId: idSchema,
};
const locationFields = { name: line(maxLengths.name).describe("Unique, whatever case and accents.") };

export const personInput = component("PersonInput", z.strictObject(personFields));
export const personUpdate = component(
  "PersonUpdate",
  z.strictObject({ ...personFields, version: versionToChange }),
);
export const departmentInput = component("DepartmentInput", z.strictObject(departmentFields));
export const departmentUpdate = component(
  "DepartmentUpdate",
  z.strictObject({ ...departmentFields, version: versionToChange }),
);
export const locationInput = component("LocationInput", z.strictObject(locationFields));
export const locationUpdate = component(
  "LocationUpdate",
  z.strictObject({ ...locationFields, version: versionToChange }),
);

/** One line of an import, by the columns of its header. */
export const importRow = z.strictObject({
  firstName: personFields.firstName,
  lastName: personFields.lastName,
  jobTitle: personFields.jobTitle,
  email: personFields.email,
  department: departmentFields.name,
  location: locationFields.name,
});

/** The columns of the CSV file, in both directions. */
export const csvColumns = Object.keys(importRow.shape) as (keyof z.infer<typeof importRow>)[];

// Envelopes

export const meta = component(
  "Meta",
  z.object({ durationMs: z.number().min(0).describe("How long the function took, in milliseconds.") }),
);

export const listMeta = component(
  "ListMeta",
  z.object({
    durationMs: z.number().min(0).describe("How long the function took, in milliseconds."),
    count: wholeCount.describe("How many entries this page has."),
    nextCursor: z
      .string()
      .optional()
      .describe("Give it back as `cursor` for the next page. Absent on the last page, and only there."),
    total: wholeCount.optional().describe("How many there are in all; only with `count=true`."),
  }),
);

export const searchMeta = component(
  "SearchMeta",
  z.object({
    durationMs: z.number().min(0).describe("How long the function took, in milliseconds."),
    complete: z
      .boolean()
      .describe(
        "False when the words are so common that not all candidates were looked at: give one more word.",
      ),
  }),
);

const single = <Data extends z.ZodType>(id: string, data: Data) => component(id, z.object({ data, meta }));
const list = <Item extends z.ZodType>(id: string, item: Item) =>
  component(id, z.object({ data: z.array(item), meta: listMeta }));

export const personResponse = single("PersonResponse", person);
export const personListResponse = list("PersonListResponse", person);
export const departmentResponse = single("DepartmentResponse", department);
export const departmentListResponse = list("DepartmentListResponse", department);
export const locationResponse = single("LocationResponse", location);
export const locationListResponse = list("LocationListResponse", location);
export const dependentListResponse = list("DependentListResponse", dependent);
export const searchResponse = component(
  "SearchResponse",
  z.object({ data: searchResults, meta: searchMeta }),
);
export const healthResponse = single("HealthResponse", health);
export const importResponse = single("ImportResponse", importReport);

// Errors

export const issue = component(
  "Issue",
  z.object({
    in: z.enum(["path", "query", "header", "body"]),
    path: z
      .string()
      .describe("The parameter, or the property as a dotted path; empty for the body as a whole."),
    message: z.string(),
  }),
);

export const rowError = component(
  "RowError",
  z.object({
    line: idSchema.describe("The line of the file on which the row starts; the header is line 1."),
    column: z.string().optional(),
    message: z.string(),
  }),
);

export const errorDetails = component(
  "ErrorDetails",
  z.object({
    issues: z.array(issue).optional().describe("What is wrong with the request, all at once."),
    rows: z
      .array(rowError)
      .optional()
      .describe("What is wrong with the file's rows: the first hundred problems."),
    rowErrorCount: idSchema.optional().describe("How many problems the file's rows have in all."),
    dependentCount: idSchema.optional(),
    dependents: z.array(dependent).optional().describe("The first five."),
    currentVersion: idSchema.optional(),
    version: z.string().optional().describe("The version of the deployed code (from /health)."),
  }),
);

export const errorResponse = component(
  "ErrorResponse",
  z.object({
    error: z.object({
      code: z.string().describe("Stable, for programs: for instance `not_found`."),
      message: z.string().describe("For people."),
      requestId: z.string().optional().describe("Name it when you ask for help."),
      details: errorDetails.optional(),
    }),
  }),
);

// Parameters. They arrive as strings; what they mean is the document's type.

const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, { error: "must be a whole number" })
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
const flag = z
  .enum(["true", "false"], { error: "must be true or false" })
  .transform((text) => text === "true")
  .pipe(z.boolean());

const idParameter = wholeNumber(1, maxId);
const limitParameter = (fallback: number, most: number) =>
  wholeNumber(1, most)
    .default(fallback)
    .describe(`How many entries a page has: ${fallback} unless told, at most ${most}.`);
const cursorParameter = z
  .string()
  .min(1)
  .max(maxLengths.cursor)
  .optional()
  .describe("The `nextCursor` of the page before, with the same parameters otherwise.");
const countParameter = flag
  .default(false)
  .describe("Count all entries as well (`meta.total`): that reads them all.");
const orderParameter = z.enum(["asc", "desc"]).default("asc");
const filterWords = line(maxLengths.query)
  .optional()
  .describe(
    "Only entries in which each of these words begins some word. `%` and `_` are ordinary characters.",
  );

export const pathParameters = { id: z.strictObject({ id: idParameter }) };

/** What people can be sorted by. */
export const personSorts = ["lastName", "firstName", "jobTitle", "email"] as const;

const personWords = filterWords.describe(
  "Only people in whom each of these words begins some word of name, e-mail address or job title; the best first, as " +
    "in /search, so not together with `sort` and `order`. A page then looks at a limited number of candidates: it may " +
    "have fewer entries than `limit`, even none, and still a `nextCursor` to go on with. `%` and `_` are ordinary characters.",
);
export const personFilters = {
  q: personWords,
  departmentId: idParameter.optional(),
  locationId: idParameter.optional(),
};
const personSorting = {
  sort: z
    .enum(personSorts)
    .optional()
    .describe("By last name unless told. Not together with `q`, which has its own order."),
  order: z.enum(["asc", "desc"]).optional().describe("`asc` unless told. Not together with `q`."),
};
/** Sorting all matches of common words would take longer the larger the directory is. */
function sortedOrMatched<Query extends { q?: string | undefined; sort?: unknown; order?: unknown }>(
  query: Query,
) {
  return query.q === undefined || (query.sort === undefined && query.order === undefined);
}
const notBoth = {
  path: ["sort"],
  error: "can't be combined with q, whose matches come best first: leave out sort and order, or q",
};

export const queries = {
  none: z.strictObject({}),
  all: z.strictObject({ limit: limitParameter(1000, maxAll), cursor: cursorParameter }),
  personnel: z
    .strictObject({
      ...personFilters,
      ...personSorting,
      limit: limitParameter(50, 200),
      cursor: cursorParameter,
      count: countParameter,
    })
    .refine(sortedOrMatched, notBoth),
  personnelExport: z
    .strictObject({
      ...personFilters,
      ...personSorting,
      limit: limitParameter(10_000, 10_000),
      cursor: cursorParameter,
    })
    .refine(sortedOrMatched, notBoth),
  personnelImport: z.strictObject({
    dryRun: flag.default(false).describe("Check everything, keep nothing."),
    createMissing: flag.default(false).describe("Create departments and locations that don't exist yet."),
  }),
  departments: z.strictObject({
    q: filterWords,
    locationId: idParameter.optional(),
    order: orderParameter.describe("By name."),
    limit: limitParameter(50, 200),
    cursor: cursorParameter,
    count: countParameter,
  }),
  locations: z.strictObject({
    q: filterWords,
    order: orderParameter.describe("By name."),
    limit: limitParameter(50, 200),
    cursor: cursorParameter,
    count: countParameter,
  }),
  dependents: z.strictObject({
    limit: limitParameter(50, 200),
    cursor: cursorParameter,
    count: countParameter,
  }),
  search: z.strictObject({
    q: line(maxLengths.query).describe("Words, or their beginnings. `%` and `_` are ordinary characters."),
    limit: limitParameter(20, 50),
  }),
};

/** An entity tag is the version in quotes, as GET answers it in `ETag`. */
const entityTag = z
  .string()
  .regex(/^"\d{1,10}"$/, { error: 'must be a version in quotes, like "3"' })
  .transform((tag) => Number(tag.slice(1, -1)));

export const headers = {
  none: z.object({}),
  ifMatch: z.object({
    "If-Match": entityTag
      .optional()
      .describe('The version you mean to change, as an entity tag: `"3"`. 412 if it has changed since.'),
  }),
  csvUpload: z.object({
    "Content-Encoding": z
      .enum(["identity", "gzip"])
      .optional()
      .describe("gzip lets files of up to 10 MB through the 6 MB that a Lambda function takes."),
  }),
};

export type Person = z.infer<typeof person>;
export type Department = z.infer<typeof department>;
export type Location = z.infer<typeof location>;
export type Dependent = z.infer<typeof dependent>;
export type SearchResults = z.infer<typeof searchResults>;
export type ErrorDetails = z.infer<typeof errorDetails>;
export type ErrorResponse = z.infer<typeof errorResponse>;
export type Issue = z.infer<typeof issue>;
