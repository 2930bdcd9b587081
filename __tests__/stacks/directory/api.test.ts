import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, it } from "vitest";
import { corsAllowedHeaders } from "../../../functions/directory/http/cors";
import { routes } from "../../../functions/directory/http/routes";
import {
  type Json,
  type StackDocument,
  synthesized,
  synthesizeInto,
  type VariantName,
  variantNames,
} from "../../support/synthesized";

const api = (variant: VariantName): StackDocument => synthesized(variant).stack("directory-api");
const definition = (variant: VariantName): Json =>
  JSON.parse(api(variant).one("aws_api_gateway_rest_api").body);
const operations = (variant: VariantName) =>
  Object.entries<Json>(definition(variant).paths).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, operation]) => ({ path, method, operation })),
  );

/** systems.md's table of routes, written out. */
const specifiedRoutes = [
  "GET /all",
  "GET /departments",
  "POST /departments",
  "DELETE /departments/{id}",
  "GET /departments/{id}",
  "PUT /departments/{id}",
  "GET /departments/{id}/dependents",
  "GET /health",
  "GET /locations",
  "POST /locations",
  "DELETE /locations/{id}",
  "GET /locations/{id}",
  "PUT /locations/{id}",
  "GET /locations/{id}/dependents",
  "GET /personnel",
  "POST /personnel",
  "GET /personnel/export",
  "POST /personnel/import",
  "DELETE /personnel/{id}",
  "GET /personnel/{id}",
  "PUT /personnel/{id}",
  "GET /search",
].sort();

describe("the REST API (D13)", () => {
  it.each(variantNames)(
    "of %s has every path and method of the specification, from the one route table",
    (variant) => {
      const offered = operations(variant)
        .filter(({ method }) => method !== "options")
        .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
        .sort();
      expect(offered).toEqual(specifiedRoutes);
      expect(
        Object.values(routes)
          .map(({ method, path }) => `${method} ${path}`)
          .sort(),
      ).toEqual(specifiedRoutes);
    },
  );

  it.each(variantNames)("of %s calls the function for each of them", (variant) => {
    const { timeoutSeconds } = synthesized(variant).settings.directory.api;
    for (const { method, operation } of operations(variant)) {
      if (method === "options") continue;
      expect(operation["x-amazon-apigateway-integration"]).toEqual({
        type: "aws_proxy",
        httpMethod: "POST",
        uri: "${aws_lambda_function.function.invoke_arn}",
        passthroughBehavior: "when_no_match",
        timeoutInMillis: (timeoutSeconds + 1) * 1000,
      });
    }
  });

  it("validates bodies and parameters before the function is called", () => {
    const document = definition("dev");
    expect(document["x-amazon-apigateway-request-validator"]).toBe("everything");
    expect(document["x-amazon-apigateway-request-validators"].everything).toEqual({
      validateRequestBody: true,
      validateRequestParameters: true,
    });
  });

  it("has a model for every JSON body, under a name that API Gateway takes", () => {
    const document = definition("dev");
    const withBody = operations("dev").filter(
      ({ method, path }) => ["post", "put"].includes(method) && !path.endsWith("/import"),
    );
    expect(withBody).toHaveLength(6);
    for (const { operation } of withBody) {
      const reference = operation.requestBody.content["application/json"].schema.$ref;
      const name = /^#\/components\/schemas\/([A-Za-z0-9]+)$/.exec(reference)?.[1] ?? "";
      expect(document.components.schemas[name]).toMatchObject({ type: "object" });
    }
  });

  it("hands a CSV to the function as it came, without a model that would hold it against JSON", () => {
    const { operation } = operations("dev").find(({ path }) => path === "/personnel/import") ?? {};
    expect(operation.requestBody).toBeUndefined();
    expect(definition("dev")["x-amazon-apigateway-binary-media-types"]).toEqual(["text/csv"]);
    expect(api("dev").one("aws_api_gateway_rest_api").binary_media_types).toEqual(["text/csv"]);
  });

  it("declares every path parameter as required", () => {
    for (const { path, method, operation } of operations("dev")) {
      if (method === "options") continue;
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
        expect(operation.parameters).toContainEqual(
          expect.objectContaining({ name, in: "path", required: true }),
        );
      }
    }
  });

  it.each(variantNames)("of %s is throttled, logged, measured and traced, and logs no bodies", (variant) => {
    const { api: settings, logRetentionDays } = synthesized(variant).settings.directory;
    expect(api(variant).one("aws_api_gateway_method_settings")).toMatchObject({
      method_path: "*/*",
      settings: {
        metrics_enabled: true,
        logging_level: "ERROR",
        data_trace_enabled: false,
        throttling_rate_limit: settings.throttleRateLimit,
        throttling_burst_limit: settings.throttleBurstLimit,
      },
    });
    const stage = api(variant).one("aws_api_gateway_stage");
    expect(stage.xray_tracing_enabled).toBe(true);
    expect(stage.access_log_settings.destination_arn).toBe(
      "${aws_cloudwatch_log_group.rest_api_access_log.arn}",
    );
    expect(JSON.parse(stage.access_log_settings.format)).toMatchObject({ requestId: "$context.requestId" });
    for (const { args } of api(variant).all("aws_cloudwatch_log_group")) {
      expect(args.retention_in_days).toBe(logRetentionDays);
    }
  });

  it("may log: the account's logging role is there before the stage, unless somebody else keeps it", () => {
    expect(api("dev").one("aws_api_gateway_stage").depends_on).toContain(
      "aws_api_gateway_account.rest_api_account_logging",
    );
    expect(api("narrow").has("aws_api_gateway_account")).toBe(false);
  });

  it("may be called by whom the page is for: everybody, or the ranges that the settings name", () => {
    expect(api("dev").one("aws_api_gateway_rest_api").policy).toBeUndefined();
    const { policy } = api("narrow").one("aws_api_gateway_rest_api");
    expect(JSON.parse(policy).Statement).toEqual([
      {
        Sid: "CallableFrom",
        Effect: "Allow",
        Principal: "*",
        Action: ["execute-api:Invoke"],
        Resource: ["execute-api:/*"],
        Condition: { IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "203.0.113.0/24"] } },
      },
    ]);
    // A policy takes effect with a deployment only.
    expect(api("narrow").one("aws_api_gateway_deployment").triggers.policy).toBe(policy);
  });

  it("lets API Gateway call the function for this API's stage only", () => {
    expect(api("dev").one("aws_lambda_permission")).toMatchObject({
      principal: "apigateway.amazonaws.com",
      function_name: "${aws_lambda_function.function.function_name}",
      source_arn: "${aws_api_gateway_rest_api.rest_api.execution_arn}/v1/*/*",
    });
  });

  it("survives text that Terraform would take for a template", () => {
    const body = api("full").one("aws_api_gateway_rest_api").body;
    const references = new Set(body.match(/(?<!\$)\$\{[^}]+\}/g));
    expect(references).toEqual(
      new Set(["${aws_lambda_function.function.invoke_arn}", "${aws_cognito_user_pool.users.arn}"]),
    );
  });
});

describe("redeployment", () => {
  it("follows the definition's hash, in a new deployment before the old one goes, under a stage that stays", () => {
    const deployment = api("dev").one("aws_api_gateway_deployment");
    expect(deployment.triggers).toEqual({ definition: "${sha256(aws_api_gateway_rest_api.rest_api.body)}" });
    expect(deployment.lifecycle).toEqual({ create_before_destroy: true });
    expect(deployment.stage_name).toBeUndefined();
    expect(api("dev").one("aws_api_gateway_stage").deployment_id).toBe(
      "${aws_api_gateway_deployment.rest_api_deployment.id}",
    );
  });

  it("happens when the definition changes and not when anything else does", () => {
    const bodyOf = (settings: Record<string, unknown>) =>
      synthesizeInto({ directory: { api: settings } })
        .stack("directory-api")
        .one("aws_api_gateway_rest_api").body;
    const body = api("dev").one("aws_api_gateway_rest_api").body;
    expect(bodyOf({ memoryMib: 1024, throttleRateLimit: 7, logLevel: "DEBUG" })).toBe(body);
    expect(bodyOf({ corsOrigins: ["https://elsewhere.example.com"] })).not.toBe(body);
  });
});

describe("CORS (D14)", () => {
  it.each(variantNames)(
    "of %s answers preflights on every path, without function and without sign-in",
    (variant) => {
      for (const [path, item] of Object.entries<Json>(definition(variant).paths)) {
        const integration = item.options["x-amazon-apigateway-integration"];
        expect(integration.type).toBe("mock");
        expect(item.options.security).toEqual([]);
        const offered = Object.keys(item).map((method) => method.toUpperCase());
        const headers = integration.responses.default.responseParameters;
        expect(headers["method.response.header.Access-Control-Allow-Methods"], path).toBe(
          `'${offered.join(",")}'`,
        );
        expect(headers["method.response.header.Vary"]).toBe("'Origin'");
        expect(headers["method.response.header.Access-Control-Allow-Headers"]).toBe(
          `'${corsAllowedHeaders.join(",")}'`,
        );
        // API Gateway drops a header that the method response doesn't declare.
        for (const header of Object.keys(headers)) {
          expect(Object.keys(item.options.responses[204].headers)).toContain(header.split(".").at(-1));
        }
      }
    },
  );

  it("allows the page's own origin by default, in preflights, errors and the function alike", () => {
    const origin = "${data.terraform_remote_state.directory_compute.outputs.site_url}";
    const preflight =
      definition("dev").paths["/all"].options["x-amazon-apigateway-integration"].responses.default;
    expect(preflight.responseParameters["method.response.header.Access-Control-Allow-Origin"]).toBe(
      `'${origin}'`,
    );
    for (const response of Object.values<Json>(definition("dev")["x-amazon-apigateway-gateway-responses"])) {
      expect(response.responseParameters["gatewayresponse.header.Access-Control-Allow-Origin"]).toBe(
        `'${origin}'`,
      );
    }
    expect(api("dev").one("aws_lambda_function.function").environment.variables.CORS_ORIGINS).toBe(origin);
  });

  it("echoes the caller's origin only if it is on a list of several", () => {
    const preflight =
      definition("full").paths["/all"].options["x-amazon-apigateway-integration"].responses.default;
    expect(
      preflight.responseParameters["method.response.header.Access-Control-Allow-Origin"],
    ).toBeUndefined();
    expect(preflight.responseTemplates["application/json"]).toContain(
      '#if($origin == "https://staff.example.com" || $origin == "https://intranet.example.com")',
    );
    expect(api("full").one("aws_lambda_function.function").environment.variables.CORS_ORIGINS).toBe(
      "https://staff.example.com,https://intranet.example.com",
    );
  });

  it.each(variantNames)(
    "of %s covers what API Gateway answers itself: both defaults and every special case",
    (variant) => {
      const responses = definition(variant)["x-amazon-apigateway-gateway-responses"];
      expect(Object.keys(responses)).toEqual(
        expect.arrayContaining([
          "DEFAULT_4XX",
          "DEFAULT_5XX",
          "UNAUTHORIZED",
          "ACCESS_DENIED",
          "THROTTLED",
          "REQUEST_TOO_LARGE",
        ]),
      );
      for (const response of Object.values<Json>(responses)) {
        expect(Object.keys(response.responseParameters)).toContain(
          "gatewayresponse.header.Access-Control-Allow-Origin",
        );
        expect(response.responseParameters["gatewayresponse.header.Vary"]).toBe("'Origin'");
      }
    },
  );

  it("gives API Gateway's own errors the form of the function's (D18)", () => {
    const responses = definition("dev")["x-amazon-apigateway-gateway-responses"];
    for (const response of Object.values<Json>(responses)) {
      expect(JSON.parse(response.responseTemplates["application/json"])).toEqual({
        error: {
          code: expect.stringMatching(/^[a-z_]+$/),
          message: expect.any(String),
          requestId: "$context.requestId",
        },
      });
    }
    // A path that doesn't exist is API Gateway's "missing authentication token".
    expect(responses.MISSING_AUTHENTICATION_TOKEN.statusCode).toBe("404");
    expect(responses.INTEGRATION_TIMEOUT.statusCode).toBe("503");
  });
});

describe("the OpenAPI document", () => {
  it.each(variantNames)(
    "of %s is written beside the stack and has no problem for Redocly's linter",
    async (variant) => {
      const source = readFileSync(join(api(variant).folder, "openapi.json"), "utf8");
      const problems = await lintFromString({
        source,
        absoluteRef: "openapi.json",
        config: await createConfig({ extends: ["recommended"] }),
      });
      expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
      expect(Object.keys(JSON.parse(source).paths).sort()).toEqual(
        Object.keys(definition(variant).paths).sort(),
      );
    },
  );
});

describe("the function (D11)", () => {
  it.each(variantNames)(
    "of %s runs on arm64 in the app subnets with the function group, traced",
    (variant) => {
      for (const name of ["function", "migration"]) {
        expect(api(variant).one(`aws_lambda_function.${name}`)).toMatchObject({
          runtime: "nodejs22.x",
          architectures: ["arm64"],
          handler: "index.handler",
          tracing_config: { mode: "Active" },
          vpc_config: {
            subnet_ids: "${data.terraform_remote_state.directory_networking.outputs.app_subnet_ids}",
            security_group_ids: [
              "${data.terraform_remote_state.directory_networking.outputs.lambda_security_group_id}",
            ],
          },
        });
      }
    },
  );

  it.each(variantNames)("of %s gives up after Lambda's default and before API Gateway does", (variant) => {
    const { timeout } = api(variant).one("aws_lambda_function.function");
    expect(timeout).toBeGreaterThan(3);
    expect(timeout).toBeLessThan(29);
  });

  it("caps its executions, and so its database connections, unless told not to", () => {
    expect(api("prod").one("aws_lambda_function.function").reserved_concurrent_executions).toBe(50);
    expect(api("narrow").one("aws_lambda_function.function").reserved_concurrent_executions).toBeUndefined();
  });

  it.each(variantNames)("of %s is told where secrets lie, never what they are", (variant) => {
    const { variables } = api(variant).one("aws_lambda_function.function").environment;
    expect(Object.keys(variables).sort()).toEqual([
      "COGNITO_ENABLED",
      "CORS_ORIGINS",
      "DATABASE_CA_FILE",
      "DATABASE_HOST",
      "DATABASE_NAME",
      "DATABASE_PORT",
      "DATABASE_SECRET_ARN",
      "LOG_LEVEL",
      "SERVICE_VERSION",
    ]);
    expect(variables.DATABASE_SECRET_ARN).toBe(
      "${data.terraform_remote_state.directory_data.outputs.api_secret_arn}",
    );
    expect(variables.DATABASE_CA_FILE).toBe("/var/runtime/ca-cert.pem");
  });
});

describe("the migration (D6)", () => {
  it.each(variantNames)(
    "of %s runs when its package, the database or the API's secret is another, and new code waits for it",
    (variant) => {
      const code = api(variant).one("aws_lambda_function.migration").source_code_hash;
      expect(api(variant).one("aws_lambda_invocation")).toMatchObject({
        function_name: "${aws_lambda_function.migration.function_name}",
        triggers: {
          package: code,
          database: "${data.terraform_remote_state.directory_data.outputs.database_resource_id}",
          api_secret: "${data.terraform_remote_state.directory_data.outputs.api_secret_arn}",
        },
      });
      expect(api(variant).one("aws_lambda_function.function").depends_on).toContain(
        "aws_lambda_invocation.migration_run",
      );
    },
  );
});

describe("sign-in (D15)", () => {
  it("guards every method but OPTIONS and /health", () => {
    for (const { path, method, operation } of operations("full")) {
      const open = method === "options" || path === "/health";
      expect(operation.security, `${method} ${path}`).toEqual(open ? [] : [{ cognito: [] }]);
    }
    expect(definition("full").components.securitySchemes.cognito).toEqual({
      type: "apiKey",
      in: "header",
      name: "Authorization",
      "x-amazon-apigateway-authtype": "cognito_user_pools",
      "x-amazon-apigateway-authorizer": {
        type: "cognito_user_pools",
        providerARNs: ["${aws_cognito_user_pool.users.arn}"],
      },
    });
  });

  it("has the three groups, and a client without a secret that comes back to the page", () => {
    expect(
      api("full")
        .all("aws_cognito_user_group")
        .map(({ args }) => args.name),
    ).toEqual(["admin", "editor", "viewer"]);
    expect(api("full").one("aws_cognito_user_pool_client")).toMatchObject({
      generate_secret: false,
      allowed_oauth_flows: ["code"],
      callback_urls: ["https://staff.example.com/", "http://localhost:5173/"],
      prevent_user_existence_errors: "ENABLED",
    });
    expect(api("full").one("aws_cognito_user_pool").admin_create_user_config).toEqual({
      allow_admin_create_user_only: true,
    });
    expect(api("full").one("aws_lambda_function.function").environment.variables.COGNITO_ENABLED).toBe(
      "true",
    );
  });

  it("is absent when it is off", () => {
    expect(api("dev").resources.filter(({ type }) => type.startsWith("aws_cognito"))).toEqual([]);
    for (const { operation } of operations("dev")) expect(operation.security).toEqual([]);
    expect(api("dev").one("aws_lambda_function.function").environment.variables.COGNITO_ENABLED).toBe(
      "false",
    );
  });
});

describe("WAF (D16)", () => {
  it("stands before the stage when it is on", () => {
    expect(api("full").one("aws_wafv2_web_acl_association")).toMatchObject({
      web_acl_arn: "${data.terraform_remote_state.directory_compute.outputs.web_acl_arn}",
      resource_arn: "${aws_api_gateway_stage.rest_api_stage.arn}",
    });
    expect(api("dev").has("aws_wafv2_web_acl_association")).toBe(false);
  });
});

describe("the page's configuration", () => {
  it("is served by the load balancer, so that the page learns the API's address at run time", () => {
    const rule = api("full").one("aws_lb_listener_rule");
    expect(rule.listener_arn).toBe("${data.terraform_remote_state.directory_compute.outputs.listener_arn}");
    expect(rule.condition).toEqual([{ path_pattern: { values: ["/config.json"] } }]);
    const { message_body, content_type } = rule.action[0].fixed_response;
    expect(content_type).toBe("application/json");
    expect(JSON.parse(message_body)).toEqual({
      apiUrl: "${aws_api_gateway_stage.rest_api_stage.invoke_url}",
      signIn: {
        url: "https://${aws_cognito_user_pool_domain.users_domain.domain}.auth.eu-central-1.amazoncognito.com",
        clientId: "${aws_cognito_user_pool_client.users_client.id}",
      },
    });
  });
});

describe("alarms and the dashboard (C8)", () => {
  it("show every part of the directory on one dashboard", () => {
    const { widgets } = JSON.parse(api("dev").one("aws_cloudwatch_dashboard").dashboard_body);
    const namespaces = new Set(
      widgets.flatMap((widget: Json) => widget.properties.metrics.map((metric: Json) => metric[0])),
    );
    expect(namespaces).toEqual(
      new Set(["AWS/ApplicationELB", "AWS/ApiGateway", "AWS/Lambda", "AWS/ECS", "AWS/RDS"]),
    );
    const withDashboard = synthesized("dev").stacks.filter((stack) => stack.has("aws_cloudwatch_dashboard"));
    expect(withDashboard.map(({ name }) => name).filter((name) => name.startsWith("directory-"))).toEqual([
      "directory-api",
    ]);
  });

  it.each(variantNames)("of %s ring for errors, latency and refused executions of this API", (variant) => {
    const { name } = api(variant).one("aws_api_gateway_rest_api");
    const { stage_name } = api(variant).one("aws_api_gateway_stage");
    const { function_name } = api(variant).one("aws_lambda_function.function");
    expect(
      api(variant)
        .all("aws_cloudwatch_metric_alarm")
        .map(({ args }) => [args.metric_name, args.dimensions]),
    ).toEqual([
      ["5XXError", { ApiName: name, Stage: stage_name }],
      ["Latency", { ApiName: name, Stage: stage_name }],
      ["Throttles", { FunctionName: function_name }],
    ]);
  });
});
