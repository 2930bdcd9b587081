import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { openApiDocument } from "../../../../functions/directory/http/openapi";
import { type OperationId, operationIds, routes } from "../../../../functions/directory/http/routes";

/** An answer of API Gateway's proxy protocol. */
export interface WireAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, boolean | number | string>> | undefined;
  readonly body: string;
}

const document = openApiDocument({ cognito: true });
const ajv = new Ajv({ strict: true, allErrors: true });
addFormats.default(ajv);
ajv.addVocabulary(["components"]);
ajv.addSchema({ $id: "document", components: document.components });
const validators = new Map<string, ValidateFunction>();

/**
 * Checks an answer against the OpenAPI document: the status is documented, the content type is the documented one,
 * and the body is valid.
 * @throws Error saying what differs
 */
export function checkAgainstContract(id: OperationId, answer: WireAnswer): void {
  const { method, path } = routes[id];
  const operation = document.paths[path]?.[method.toLowerCase() as "get"];
  const documented = operation?.responses[String(answer.statusCode)];
  if (!documented)
    throw new Error(`${id} answers ${answer.statusCode}, which its contract doesn't know: ${answer.body}`);
  const [contentType, content] = Object.entries(documented.content ?? {})[0] ?? [];
  if (contentType === undefined || content === undefined) {
    if (answer.body !== "") throw new Error(`${id} ${answer.statusCode} must have no body: ${answer.body}`);
    return;
  }
  const given = String(answer.headers?.["Content-Type"]).split(";")[0];
  if (given !== contentType) throw new Error(`${id} answers ${given} instead of ${contentType}`);
  for (const name of Object.keys(answer.headers ?? {})) checkHeader(id, name, documented.headers ?? {});
  if (contentType !== "application/json") return;
  const validate = validatorOf(String(content.schema.$ref));
  if (!validate(JSON.parse(answer.body))) {
    throw new Error(`${id} ${answer.statusCode}: ${ajv.errorsText(validate.errors)} in ${answer.body}`);
  }
}

/** Every answer may have these. */
const commonHeaders = new Set([
  "Access-Control-Allow-Origin",
  "Access-Control-Expose-Headers",
  "Cache-Control",
  "Content-Type",
  "Retry-After",
  "Vary",
  "X-Content-Type-Options",
]);

function checkHeader(id: OperationId, name: string, documented: Readonly<Record<string, unknown>>): void {
  if (!commonHeaders.has(name) && !(name in documented))
    throw new Error(`${id} answers an undocumented header ${name}`);
}

function validatorOf(reference: string): ValidateFunction {
  const validate = validators.get(reference) ?? ajv.compile({ $ref: `document${reference}` });
  validators.set(reference, validate);
  return validate;
}

/** The statuses that each operation documents. */
export function documentedStatuses(): Map<OperationId, number[]> {
  return new Map(
    operationIds.map((id) => {
      const operation = document.paths[routes[id].path]?.[routes[id].method.toLowerCase() as "get"];
      return [id, Object.keys(operation?.responses ?? {}).map(Number)];
    }),
  );
}
