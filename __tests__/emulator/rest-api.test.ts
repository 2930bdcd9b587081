import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { emulatorMissing } from "./support/emulator";
import { type DeployedApi, type Json, RestApis } from "./support/rest-apis";

// Does what its query asks; otherwise tells the event that it got.
const obedient = `
exports.handler = async (event) => {
  const { answer, sleep, fail, large } = event.queryStringParameters ?? {};
  if (fail) throw new Error("a secret that no client may see");
  if (sleep) await new Promise((resolve) => setTimeout(resolve, Number(sleep)));
  if (large) return { statusCode: 200, body: "x".repeat(Number(large)) };
  if (answer) return JSON.parse(answer);
  return { statusCode: 200, body: JSON.stringify(event) };
};`;

const gatewayResponses = {
  DEFAULT_4XX: {
    responseParameters: {
      "gatewayresponse.header.Access-Control-Allow-Origin": "'https://page.example.com'",
      "gatewayresponse.header.X-Was": "method.request.header.X-Was",
      "gatewayresponse.header.X-Stage": "context.stage",
    },
    responseTemplates: {
      "application/json":
        '{"message":$context.error.messageString,"type":"$context.error.responseType","requestId":"$context.requestId"}',
    },
  },
  DEFAULT_5XX: {
    responseParameters: {
      "gatewayresponse.header.Access-Control-Allow-Origin": "'https://page.example.com'",
    },
  },
  INTEGRATION_TIMEOUT: { statusCode: "503", responseTemplates: { "application/json": '{"slow":true}' } },
};

const person = {
  type: "object",
  properties: { name: { type: "string", minLength: 2 }, boss: { $ref: "#/components/schemas/Person" } },
  required: ["name"],
  additionalProperties: false,
};

function definition(uri: string): Json {
  const lambda = {
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri, timeoutInMillis: 1500 },
  };
  const parameter = (name: string, where: string) => ({
    name,
    in: where,
    required: true,
    schema: { type: "string" },
  });
  return {
    openapi: "3.0.3",
    info: { title: "tested", version: "1", description: "An API for tests" },
    "x-amazon-apigateway-request-validators": {
      everything: { validateRequestBody: true, validateRequestParameters: true },
    },
    "x-amazon-apigateway-request-validator": "everything",
    "x-amazon-apigateway-binary-media-types": ["application/octet-stream", "image/*"],
    "x-amazon-apigateway-gateway-responses": gatewayResponses,
    paths: {
      "/echo": { get: { ...lambda, operationId: "echo" }, post: lambda },
      "/people": {
        post: {
          ...lambda,
          requestBody: {
            content: { "application/json": { schema: { $ref: "#/components/schemas/Person" } } },
          },
        },
      },
      "/people/{id}": { get: lambda },
      "/people/me": { get: { ...lambda, operationId: "me" } },
      "/search": {
        get: { ...lambda, parameters: [parameter("q", "query"), parameter("X-Reason", "header")] },
      },
    },
    components: { schemas: { Person: person } },
  };
}

describe.skipIf(emulatorMissing)("a deployed REST API", () => {
  const apis = new RestApis();
  let uri: string;
  let api: DeployedApi;

  beforeAll(async () => {
    uri = await apis.createFunction("obedient", obedient, 20);
    await apis.permit("obedient");
    api = await apis.deploy(definition(uri));
  });

  async function event(path: string, request: Parameters<DeployedApi["call"]>[1] = {}): Promise<Json> {
    const answer = await api.call(path, request);
    expect(answer.status, answer.text).toBe(200);
    return answer.json();
  }

  const answering = (answer: Json, headers: Record<string, string> = {}) =>
    api.call(
      `/echo?answer=${encodeURIComponent(typeof answer === "string" ? answer : JSON.stringify(answer))}`,
      {
        headers,
      },
    );

  describe("calls its function with an event that", () => {
    it("has the request in the form of version 1.0", async () => {
      const got = await event("/people/a%20b?x=1&x=2&y=%C3%A9&z=", { headers: { "X-Custom": "a, b" } });
      expect(got).toMatchObject({
        resource: "/people/{id}",
        path: "/people/a%20b",
        httpMethod: "GET",
        pathParameters: { id: "a b" },
        queryStringParameters: { x: "2", y: "é", z: "" },
        multiValueQueryStringParameters: { x: ["1", "2"], y: ["é"], z: [""] },
        stageVariables: null,
        body: null,
        isBase64Encoded: false,
      });
      expect(got.headers.Host).toBe(`${api.id}.execute-api.${apis.account.region}.amazonaws.com`);
      expect(got.headers["X-Custom"]).toBe("a, b");
      expect(got.headers["X-Forwarded-For"]).toBe("127.0.0.1");
      expect(got.headers["X-Amzn-Trace-Id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
      expect(got.multiValueHeaders["X-Forwarded-Proto"]).toEqual(["https"]);
      expect(got.headers).not.toHaveProperty("Connection");
    });

    it("tells the request's context", async () => {
      const before = Date.now();
      const { requestContext } = await event("/echo", { headers: { "User-Agent": "tests" } });
      expect(requestContext).toMatchObject({
        accountId: "123456789012",
        apiId: api.id,
        domainPrefix: api.id,
        httpMethod: "GET",
        identity: { sourceIp: "127.0.0.1", userAgent: "tests", caller: null },
        operationName: "echo",
        path: "/v1/echo",
        resourcePath: "/echo",
        stage: "v1",
      });
      expect(requestContext.requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(requestContext.requestTimeEpoch).toBeGreaterThanOrEqual(before);
      expect(requestContext.requestTime).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
      expect(requestContext).not.toHaveProperty("authorizer");
    });

    it("goes on with the trace that the caller sends", async () => {
      const root = "Root=1-67891233-abcdef012345678912345678";
      const answer = await api.call("/echo", { headers: { "X-Amzn-Trace-Id": `${root};Sampled=1` } });
      expect(answer.json().headers["X-Amzn-Trace-Id"]).toBe(`${root};Sampled=1`);
      expect(answer.headers.get("X-Amzn-Trace-Id")).toBe(root);
    });

    it("has null where there is nothing", async () => {
      expect(await event("/echo")).toMatchObject({
        queryStringParameters: null,
        multiValueQueryStringParameters: null,
        pathParameters: null,
      });
    });

    it("has a text body as text and a binary one as base64", async () => {
      const text = await event("/echo", {
        method: "POST",
        body: "é",
        headers: { "Content-Type": "text/plain" },
      });
      expect(text).toMatchObject({ body: "é", isBase64Encoded: false });
      const body = new Uint8Array([0, 255, 128]);
      for (const type of ["application/octet-stream", "IMAGE/png; x=y"]) {
        const binary = await event("/echo", { method: "POST", body, headers: { "Content-Type": type } });
        expect(binary).toMatchObject({ body: "AP+A", isBase64Encoded: true });
      }
    });

    it("has the stage's variables", async () => {
      await api.patchStage([{ op: "replace", path: "/variables/colour", value: "blue" }]);
      expect((await event("/echo")).stageVariables).toEqual({ colour: "blue" });
      await api.patchStage([{ op: "remove", path: "/variables/colour" }]);
    });

    it("names the resource with the literal path where a parameter would match too", async () => {
      expect(await event("/people/me")).toMatchObject({ resource: "/people/me", pathParameters: null });
      expect(await event("/people/m%65")).toMatchObject({ resource: "/people/me" });
      expect(await event("/people/me/")).toMatchObject({ resource: "/people/me" });
    });
  });

  it("answers by AWS's own host name too", async () => {
    const host = `${api.id}.execute-api.${apis.account.region}.amazonaws.com`;
    const { status, text } = await apis.raw({ host, path: "/v1/people/7?a=b" });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ path: "/people/7", queryStringParameters: { a: "b" } });
  });

  describe("makes of the function's answer", () => {
    it("a response with its status, headers and body", async () => {
      const answer = await answering({
        statusCode: "201",
        headers: { Location: "/people/7", "X-One": "1", "WWW-Authenticate": "none", "Content-Length": "999" },
        multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"], "X-One": ["1"] },
        body: "ä",
      });
      expect(answer.status).toBe(201);
      expect(answer.text).toBe("ä");
      expect(answer.headers.get("Location")).toBe("/people/7");
      expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
      expect(answer.headers.get("X-One")).toBe("1");
      expect(answer.headers.get("Content-Type")).toBe("application/json");
      expect(answer.headers.get("x-amzn-Remapped-WWW-Authenticate")).toBe("none");
      expect(answer.headers.get("Content-Length")).toBe("2");
      expect(answer.headers.get("x-amzn-RequestId")).toMatch(/^[0-9a-f-]{36}$/);
    });

    it("200 with nothing of an empty object", async () => {
      const answer = await answering({});
      expect([answer.status, answer.text]).toEqual([200, ""]);
    });

    it("bytes of base64, but only for a client that asks for a binary type first", async () => {
      const answer = { statusCode: 200, isBase64Encoded: true, body: "AP+A" };
      const binary = await answering(answer, { Accept: "image/png, application/json" });
      expect([...binary.bytes]).toEqual([0, 255, 128]);
      const text = await answering(answer, { Accept: "application/json, image/png" });
      expect(text.text).toBe("AP+A");
    });

    it.each([
      ["no object", "null"],
      ["a text", '"hello"'],
      ["a body that isn't a text", '{"statusCode":200,"body":{"a":1}}'],
      ["an unknown field", '{"statusCode":200,"data":1}'],
      ["a status that is none", '{"statusCode":"fine"}'],
      ["a header that would begin another", '{"headers":{"X-A":"a\\r\\nX-B: b"}}'],
      ["a header that isn't a text", '{"headers":{"X-A":{}}}'],
    ])("502 with the CORS headers of %s", async (_what, malformed) => {
      const answer = await answering(malformed);
      expect(answer.status).toBe(502);
      expect(answer.json()).toEqual({ message: "Internal server error" });
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("https://page.example.com");
      expect(answer.headers.get("x-amzn-ErrorType")).toBe("InternalServerErrorException");
    });

    it("500 of base64 that is none", async () => {
      const broken = { isBase64Encoded: true, body: "%" };
      expect((await answering(broken, { Accept: "image/png" })).status).toBe(500);
    });

    it("502 without its words of an error", async () => {
      const answer = await api.call("/echo?fail=1");
      expect([answer.status, answer.text]).toEqual([502, '{"message":"Internal server error"}']);
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("https://page.example.com");
    });

    it("the time-out's gateway response when it takes too long", async () => {
      const before = Date.now();
      const answer = await api.call("/echo?sleep=4000");
      expect(Date.now() - before).toBeLessThan(3_500);
      // It has a gateway response of its own, and so none of the headers of DEFAULT_5XX.
      expect([answer.status, answer.text]).toEqual([503, '{"slow":true}']);
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
    });
  });

  describe("answers by itself", () => {
    it("403 Missing Authentication Token for a path or method that it doesn't have", async () => {
      for (const [method, path] of [
        ["GET", "/nowhere"],
        ["DELETE", "/echo"],
        ["GET", "/people//"],
        ["GET", "/"],
      ] as const) {
        const answer = await api.call(path, { method, headers: { "X-Was": "here" } });
        expect(answer.status, `${method} ${path}`).toBe(403);
        expect(answer.json()).toMatchObject({
          message: "Missing Authentication Token",
          type: "MISSING_AUTHENTICATION_TOKEN",
          requestId: answer.headers.get("x-amzn-RequestId"),
        });
        expect(answer.headers.get("x-amzn-ErrorType")).toBe("MissingAuthenticationTokenException");
        expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("https://page.example.com");
        expect(answer.headers.get("X-Was")).toBe("here");
        expect(answer.headers.get("X-Stage")).toBe("v1");
      }
    });

    it("leaves a mapped header out when there is nothing to map", async () => {
      expect((await api.call("/nowhere")).headers.get("X-Was")).toBeNull();
    });

    it("403 Forbidden for a stage or API that isn't there", async () => {
      for (const path of [
        `/_apis/${api.id}/v2/echo`,
        "/_apis/0000000000/v1/echo",
        "/_apis/",
        `/_apis/${api.id}`,
      ]) {
        expect(await apis.raw({ path }), path).toEqual({ status: 403, text: '{"message":"Forbidden"}' });
      }
    });

    it("400 for required parameters that are missing or blank", async () => {
      const missing = await api.call("/search?q=%20");
      expect(missing.status).toBe(400);
      expect(missing.json()).toMatchObject({
        message: "Missing required request parameters: [X-Reason, q]",
        type: "BAD_REQUEST_PARAMETERS",
      });
      await event("/search?q=a", { headers: { "x-reason": "because" } });
    });

    const post = (body: string, type = "application/json") =>
      api.call("/people", { method: "POST", body, headers: { "Content-Type": type } });

    it.each([
      ["no JSON", "{"],
      ["nothing", ""],
      ["a field missing", "{}"],
      ["a field too many", '{"name":"Ada","x":1}'],
      ["a wrong type", '{"name":1}'],
      ["something too short", '{"name":"A"}'],
      ["a fault behind a reference", '{"name":"Ada","boss":{"name":"B"}}'],
    ])("400 for a body with %s", async (_what, body) => {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(answer.json()).toMatchObject({ message: "Invalid request body", type: "BAD_REQUEST_BODY" });
    });

    it("nothing to a body that fits its model, and to one of a type that has none", async () => {
      expect(
        (await post('{"name":"Ada","boss":{"name":"Bo"}}', "application/json; charset=utf-8")).status,
      ).toBe(200);
      expect((await post("{", "text/plain")).status).toBe(200);
    });

    it("413 for a body beyond 10 MB, and for an event beyond Lambda's 6 MB", async () => {
      for (const mebibytes of [11, 7]) {
        const answer = await api.call("/echo", {
          method: "POST",
          body: new Uint8Array(mebibytes * 1024 * 1024).fill(97),
          headers: { "Content-Type": "text/plain" },
        });
        expect(answer.status).toBe(413);
        expect(answer.json().type).toBe("REQUEST_TOO_LARGE");
        expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("https://page.example.com");
      }
    });

    it("500 where the function doesn't let it in, or isn't there", async () => {
      const stranger = await apis.createFunction("stranger", obedient);
      await apis.permit("stranger", "another-api/*/*/*");
      for (const unreachable of [stranger, stranger.replace("function:stranger", "function:nobody")]) {
        const other = await apis.deploy(definition(unreachable));
        const answer = await other.call("/echo");
        expect([answer.status, answer.text]).toEqual([500, '{"message":"Internal server error"}']);
      }
    });

    it("500 where Lambda has no execution to spare", async () => {
      const single = await apis.createFunction("single", obedient);
      await apis.permit("single");
      await apis.reserveConcurrency("single", 1);
      const busy = await apis.deploy(definition(single));
      const both = await Promise.all([busy.call("/echo?sleep=500"), busy.call("/echo?sleep=500")]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 500]);
    });

    it("429 beyond the stage's rate, for each method by itself", async () => {
      const limited = await apis.deploy(definition(uri));
      await limited.throttle(0.001, 2);
      const statuses: number[] = [];
      for (let count = 0; count < 4; count++) statuses.push((await limited.call("/echo")).status);
      expect(statuses).toEqual([200, 200, 429, 429]);
      const refused = await limited.call("/echo");
      expect(refused.json()).toMatchObject({ message: "Too Many Requests", type: "THROTTLED" });
      expect(refused.headers.get("Access-Control-Allow-Origin")).toBe("https://page.example.com");
      expect((await limited.call("/people/me")).status).toBe(200);
      // A method's own limit beats the stage's, and limits change without a deployment.
      await limited.throttle(1000, 1000, "echo/GET");
      await expect.poll(async () => (await limited.call("/echo")).status).toBe(200);
    });
  });

  describe("answers by a mock's templates", () => {
    const template = [
      '#set($size = $input.params("size"))',
      "#if($size == 'large' && !($stageVariables.small))",
      "#set($context.responseOverride.status = 418)",
      '#elseif($size != "")',
      '#set($context.responseOverride.header.X-Size = "other")',
      "#else",
      "none ",
      "#end",
      '{"path":"$context.resourcePath","unknown":"$nothing$!nothing","price":"$5 #1"}',
    ].join("\n");

    async function mock(integration: Json): Promise<DeployedApi> {
      const responses = {
        200: { description: "fine", headers: { "X-Size": {} } },
        404: { description: "none" },
      };
      const whole = { type: "mock", responses: { default: { statusCode: "200" } }, ...integration };
      const document = definition(uri);
      document.paths = { "/mock": { post: { responses, "x-amazon-apigateway-integration": whole } } };
      return apis.deploy(document);
    }

    const post = (mocked: DeployedApi, query = "", type = "application/json") =>
      mocked.call(`/mock${query}`, { method: "POST", body: "{}", headers: { "Content-Type": type } });

    it("with conditions, variables and overrides", async () => {
      const mocked = await mock({
        requestTemplates: { "application/json": '{"statusCode":200}' },
        responses: { default: { statusCode: "200", responseTemplates: { "application/json": template } } },
      });
      const body = '{"path":"/mock","unknown":"$nothing","price":"$5 #1"}';
      const plain = await post(mocked);
      expect([plain.status, plain.text]).toEqual([200, `none \n${body}`]);
      const large = await post(mocked, "?size=large");
      expect([large.status, large.text]).toEqual([418, body]);
      const other = await post(mocked, "?size=small");
      expect([other.status, other.text, other.headers.get("X-Size")]).toEqual([200, body, "other"]);
    });

    it("by the response that its status selects", async () => {
      const mocked = await mock({
        requestTemplates: { "application/json": '{"statusCode":$input.params("status")}' },
        responses: { default: { statusCode: "200" }, "4\\d{2}": { statusCode: "404" } },
      });
      expect((await post(mocked, "?status=410")).status).toBe(404);
      expect((await post(mocked, "?status=500")).status).toBe(200);
      // What the template makes of this isn't JSON.
      expect((await post(mocked)).status).toBe(500);
    });

    it("not for a type that has no template, unless it may pass through", async () => {
      const requestTemplates = { "application/json": '{"statusCode":200}' };
      for (const passthroughBehavior of ["never", "when_no_templates"]) {
        const mocked = await mock({ requestTemplates, passthroughBehavior });
        const refused = await post(mocked, "", "text/plain");
        expect([refused.status, refused.json().type]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
      }
      // Passed through, the body has no status.
      expect((await post(await mock({ requestTemplates }), "", "text/plain")).status).toBe(500);
    });

    it.each([
      "#foreach($a in $b)#end",
      "#if(true)",
      "$input.json('$')",
      "#set($a = [1])",
      '#if("$a" == "")#end',
    ])("500 for %s, which isn't understood", async (wrong) => {
      const mocked = await mock({
        requestTemplates: { "application/json": '{"statusCode":200}' },
        responses: { default: { statusCode: "200", responseTemplates: { "application/json": wrong } } },
      });
      expect((await post(mocked)).status).toBe(500);
    });
  });

  describe("serves what was deployed", () => {
    it("whatever is imported afterwards, until the next deployment", async () => {
      const frozen = await apis.deploy(definition(uri));
      const changed = definition(uri);
      changed.paths["/new"] = changed.paths["/echo"];
      delete changed.paths["/echo"];
      await frozen.import(changed);
      expect((await frozen.call("/new")).status).toBe(403);
      expect((await frozen.call("/echo")).status).toBe(200);
      await frozen.deploy();
      expect((await frozen.call("/new")).status).toBe(200);
      expect((await frozen.call("/echo")).status).toBe(403);
    });

    it("with the gateway responses and binary types that it had then", async () => {
      const frozen = await apis.deploy(definition(uri));
      const changed = { ...definition(uri), "x-amazon-apigateway-gateway-responses": {} };
      changed["x-amazon-apigateway-binary-media-types"] = [];
      const { binaryMediaTypes } = await frozen.import(changed);
      expect(binaryMediaTypes).toEqual([]);
      await frozen.patch([{ op: "add", path: "/binaryMediaTypes/text~1csv" }]);
      const csv = { method: "POST", body: "a", headers: { "Content-Type": "text/csv" } };
      expect((await frozen.call("/nowhere")).json().type).toBe("MISSING_AUTHENTICATION_TOKEN");
      expect((await frozen.call("/echo", csv)).json().isBase64Encoded).toBe(false);
      await frozen.deploy();
      const plain = await frozen.call("/nowhere");
      expect([plain.status, plain.text]).toEqual([403, '{"message":"Missing Authentication Token"}']);
      expect((await frozen.call("/echo", csv)).json().isBase64Encoded).toBe(true);
    });

    it("merged with the definition before, when an import says so", async () => {
      const merged = await apis.deploy(definition(uri));
      const { paths, ...rest } = definition(uri);
      const addition = { ...rest, paths: { "/added": paths["/echo"] } };
      await apis.gateway("PUT", `/restapis/${merged.id}?mode=merge`, addition);
      await merged.deploy();
      expect((await merged.call("/added")).status).toBe(200);
      expect((await merged.call("/people/me")).status).toBe(200);
    });

    it("no more once its address is switched off", async () => {
      const closed = await apis.deploy(definition(uri));
      await closed.patch([{ op: "replace", path: "/disableExecuteApiEndpoint", value: "true" }]);
      expect((await closed.call("/echo")).status).toBe(403);
    });

    it("under a policy that tells callers by their address", async () => {
      const statement = (Effect: string, range: string) => ({
        Effect,
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: "execute-api:/*",
        Condition: { IpAddress: { "aws:SourceIp": [range] } },
      });
      const policy = {
        Version: "2012-10-17",
        Statement: [statement("Allow", "127.0.0.0/30"), statement("Deny", "127.0.0.3/32")],
      };
      const guarded = await apis.deploy(definition(uri), policy);
      const from = (localAddress: string) => apis.raw({ path: `/_apis/${guarded.id}/v1/echo`, localAddress });
      expect((await from("127.0.0.2")).status).toBe(200);
      for (const outsider of ["127.0.0.3", "127.0.0.9"]) {
        const { status, text } = await from(outsider);
        expect(status).toBe(403);
        expect(JSON.parse(text)).toMatchObject({
          type: "ACCESS_DENIED",
          message: expect.stringMatching(
            /^User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:[a-z0-9-]+:\*{8}9012:/,
          ),
        });
      }
    });
  });

  describe("writes", () => {
    it("a line a request into the stage's access log, and errors into the execution log", async () => {
      const logged = await apis.deploy(definition(uri));
      const execution = `API-Gateway-Execution-Logs_${logged.id}/v1`;
      for (const logGroupName of ["access", execution]) {
        await apis.account.target("logs", "Logs_20140328.CreateLogGroup", { logGroupName });
      }
      const format =
        '{"id":"$context.requestId","ip":"$context.identity.sourceIp","route":"$context.resourcePath","status":"$context.status","length":"$context.responseLength","error":"$context.error.responseType"}';
      await logged.patchStage([
        {
          op: "replace",
          path: "/accessLogSettings/destinationArn",
          value: "arn:aws:logs:us-east-1:123456789012:log-group:access",
        },
        { op: "replace", path: "/accessLogSettings/format", value: format },
        { op: "replace", path: "/*/*/logging/loglevel", value: "ERROR" },
      ]);
      const fine = await logged.call("/echo?answer=%7B%22body%22%3A%22four%22%7D");
      const failed = await logged.call("/echo?fail=1");
      const lines = (await apis.logLines("access")).map((line) => JSON.parse(line));
      const common = { ip: "127.0.0.1", route: "/echo" };
      expect(lines).toEqual([
        { ...common, id: fine.headers.get("x-amzn-RequestId"), status: "200", length: "4", error: "-" },
        {
          ...common,
          id: failed.headers.get("x-amzn-RequestId"),
          status: "502",
          length: "35",
          error: "DEFAULT_5XX",
        },
      ]);
      expect(await apis.logLines(execution)).toEqual([
        `(${failed.headers.get("x-amzn-RequestId")}) Lambda execution failed due to customer function error`,
      ]);
    });
  });

  describe("compresses", () => {
    it("answers from the minimum size on, and unpacks requests", async () => {
      const small = { ...definition(uri), "x-amazon-apigateway-minimum-compression-size": 1000 };
      const compressing = await apis.deploy(small);
      const long = await compressing.call("/echo?large=2000", { headers: { "Accept-Encoding": "gzip" } });
      expect(long.headers.get("Content-Encoding")).toBe("gzip");
      expect(long.text).toBe("x".repeat(2000));
      const short = await compressing.call("/echo?large=900", { headers: { "Accept-Encoding": "gzip" } });
      expect(short.headers.get("Content-Encoding")).toBeNull();
      const unwanted = await compressing.call("/echo?large=2000", {
        headers: { "Accept-Encoding": "gzip;q=0" },
      });
      expect(unwanted.headers.get("Content-Encoding")).toBeNull();

      const packed = (body: Buffer) => ({
        method: "POST",
        body: new Uint8Array(body),
        headers: { "Content-Type": "text/plain", "Content-Encoding": "gzip", "Accept-Encoding": "identity" },
      });
      const unpacked = (await compressing.call("/echo", packed(gzipSync("hello")))).json();
      expect(unpacked.body).toBe("hello");
      expect(unpacked.headers).not.toHaveProperty("Content-Encoding");
      expect((await compressing.call("/echo", packed(Buffer.from("no gzip")))).status).toBe(415);
      const bomb = gzipSync(Buffer.alloc(11 * 1024 * 1024));
      expect((await compressing.call("/echo", packed(bomb))).status).toBe(413);
    });
  });

  describe("refuses to import", () => {
    const changed = (change: (document: Json) => void) => {
      const document = definition(uri);
      change(document);
      return document;
    };
    const integration = (document: Json) => document.paths["/echo"].get["x-amazon-apigateway-integration"];

    it.each<[string, (document: Json) => void, RegExp]>([
      [
        "a time-out beyond 29 s",
        (document) => (integration(document).timeoutInMillis = 30_000),
        /between 50 ms and 29000 ms/,
      ],
      [
        "a function's plain ARN",
        (document) => (integration(document).uri = "arn:aws:lambda:us-east-1:1:function:f"),
        /invoke ARN/,
      ],
      [
        "an unknown validator",
        (document) => (document["x-amazon-apigateway-request-validator"] = "none"),
        /'none' isn't defined/,
      ],
      [
        "an undeclared header of a mock",
        (document) => {
          const response = { statusCode: "200", responseParameters: { "method.response.header.X-A": "'a'" } };
          const mock = { type: "mock", responses: { default: response } };
          document.paths["/echo"].get = { responses: { 200: {} }, "x-amazon-apigateway-integration": mock };
        },
        /maps to method\.response\.header\.X-A, which isn't declared/,
      ],
      [
        "a greedy path",
        (document) => (document.paths["/{proxy+}"] = document.paths["/echo"]),
        /not emulated: the greedy path/,
      ],
      [
        "what it can't serve as AWS does",
        (document) => (integration(document).type = "http"),
        /not emulated: .*'http' of GET \/echo/,
      ],
    ])("%s", async (_what, change, message) => {
      await expect(apis.deploy(changed(change))).rejects.toThrow(message);
    });
  });
});
