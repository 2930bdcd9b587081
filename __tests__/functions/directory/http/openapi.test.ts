import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "../../../../functions/directory/http/openapi";
import { operationIds, type Route, routes } from "../../../../functions/directory/http/routes";

const document = openApiDocument({
  cognito: true,
  serverUrl: "https://abc123.execute-api.eu-central-1.amazonaws.com/live",
});
const open = openApiDocument({
  cognito: false,
  serverUrl: "https://abc123.execute-api.eu-central-1.amazonaws.com/live",
});

/** Every object inside a value, the value itself included. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const item of value) yield* objectsIn(item);
  else if (typeof value === "object" && value !== null) {
    yield value as Record<string, unknown>;
    for (const item of Object.values(value)) yield* objectsIn(item);
  }
}

describe("the OpenAPI document", () => {
  it.each([
    ["with Cognito", document],
    ["without Cognito", open],
    ["for an address not known yet", openApiDocument({ cognito: true })],
  ])("passes Redocly's recommended rules without a single problem, %s", async (_name, openApi) => {
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source: JSON.stringify(openApi), config });
    expect(
      problems.map(
        (problem) => `${problem.ruleId}: ${problem.message} ${JSON.stringify(problem.location[0]?.pointer)}`,
      ),
    ).toEqual([]);
  });

  it("has every route of the table, each with its own operation id", () => {
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(
        ([method, operation]) => `${method.toUpperCase()} ${path} ${operation.operationId}`,
      ),
    );
    const expected = operationIds.map((id) => `${routes[id].method} ${routes[id].path} ${id}`);
    expect(operations.toSorted()).toEqual(expected.toSorted());
    expect(operations).toHaveLength(22);
  });

  it("has the thirteen paths that the system promises", () => {
    expect(Object.keys(document.paths)).toMatchInlineSnapshot(`
      [
        "/all",
        "/personnel",
        "/personnel/export",
        "/personnel/import",
        "/personnel/{id}",
        "/departments",
        "/departments/{id}",
        "/departments/{id}/dependents",
        "/locations",
        "/locations/{id}",
        "/locations/{id}/dependents",
        "/search",
        "/health",
      ]
    `);
  });

  it("declares exactly the path parameters that stand in the path", () => {
    for (const id of operationIds) {
      const route: Route = routes[id];
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(route.pathParameters?.shape ?? {}), id).toEqual(inPath);
    }
  });

  it("keeps within what API Gateway's importer takes", () => {
    const forbidden = [
      "exclusiveMinimum",
      "exclusiveMaximum",
      "nullable",
      "readOnly",
      "writeOnly",
      "discriminator",
    ];
    forbidden.push("example", "examples", "allOf", "anyOf", "oneOf", "$id", "$schema", "const");
    for (const node of objectsIn(document.components.schemas)) {
      for (const keyword of forbidden) expect(node, JSON.stringify(node)).not.toHaveProperty([keyword]);
    }
    expect(Object.keys(document.components.schemas).filter((name) => !/^[A-Za-z0-9]+$/.test(name))).toEqual(
      [],
    );
  });

  it("refers to existing models only, and no model to itself", () => {
    const models = document.components.schemas;
    const referred = (value: unknown) =>
      [...objectsIn(value)].flatMap((node) =>
        typeof node.$ref === "string" ? [node.$ref.replace("#/components/schemas/", "")] : [],
      );
    expect(referred(document).filter((name) => !(name in models))).toEqual([]);
    const reaches = (from: string, path: readonly string[]): void => {
      expect(path, "a model refers to itself").not.toContain(from);
      for (const name of referred(models[from])) reaches(name, [...path, from]);
    };
    for (const name of Object.keys(models)) reaches(name, []);
  });

  it("asks for a token on everything but /health, and on nothing without Cognito", () => {
    const unguarded = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.values(item).some((operation) => operation.security.length === 0) ? [path] : [],
    );
    expect(unguarded).toEqual(["/health"]);
    expect([...objectsIn(open)].some((node) => "cognito" in node)).toBe(false);
  });

  it("documents 401, 403 and 429 although the gateway answers them, and the service's own 500 and 503", () => {
    for (const item of Object.values(document.paths)) {
      for (const operation of Object.values(item)) {
        const wanted =
          operation.operationId === "getHealth" ? ["429", "500", "503"] : ["401", "403", "429", "500", "503"];
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(wanted));
      }
    }
  });

  it("is the same each time it is made", () => {
    const again = openApiDocument({
      cognito: true,
      serverUrl: "https://abc123.execute-api.eu-central-1.amazonaws.com/live",
    });
    expect(JSON.stringify(again)).toBe(JSON.stringify(document));
  });
});
