import { spawnSync } from "node:child_process";
import { createPrivateKey, createSign } from "node:crypto";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { findMoto } from "../../scripts/emulator/find-moto.mjs";
import { synthesized, type VariantName } from "../support/synthesized";
import { emulatorMissing } from "./support/emulator";
import { type DeployedApi, type Json, RestApis } from "./support/rest-apis";

// Stands where the directory's function does: tells what it got, and answers an export as that one does.
const standIn = `
exports.handler = async ({ resource, httpMethod, body, isBase64Encoded, requestContext }) =>
  resource === "/personnel/export"
    ? { statusCode: 200, headers: { "Content-Type": "text/csv; charset=utf-8" }, body: "name\\r\\n" }
    : {
        statusCode: 200,
        body: JSON.stringify({ resource, httpMethod, body, isBase64Encoded, claims: requestContext.authorizer?.claims }),
      };`;

/** The body of the API as Terraform sends it, with what it fills in. */
function directoryDefinition(variant: VariantName, values: Record<string, string>): Json {
  let body: string = synthesized(variant).stack("directory-api").one("aws_api_gateway_rest_api").body;
  for (const [reference, value] of Object.entries(values)) body = body.replaceAll(`\${${reference}}`, value);
  expect(body.replaceAll("$${", "")).not.toContain("${");
  return JSON.parse(body.replaceAll("$${", "${").replaceAll("%%{", "%{"));
}

const methods = ["get", "post", "put", "delete"] as const;

/** A body that each model takes, by its path. */
const bodies: Record<string, Json> = {
  "/departments": { name: "Sales", locationId: 1 },
  "/locations": { name: "London" },
  "/personnel": {
    firstName: "Ada",
    lastName: "Byron",
    jobTitle: "Analyst",
    email: "ada@example.com",
    departmentId: 1,
  },
};

/** Method, path and a fitting body of every operation but the export, which is another test's. */
function operationsOf(variant: VariantName): [string, string, string | null][] {
  const { paths } = JSON.parse(
    synthesized(variant).stack("directory-api").one("aws_api_gateway_rest_api").body,
  );
  return Object.entries<Json>(paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method] && path !== "/personnel/export")
      .map((method): [string, string, string | null] => {
        const body = item[method].requestBody ? bodies[path.replace("/{id}", "")] : undefined;
        return [method.toUpperCase(), path, body ? JSON.stringify(body) : null];
      }),
  );
}

const functionUri = "aws_lambda_function.function.invoke_arn";
const siteUrl = "data.terraform_remote_state.directory_compute.outputs.site_url";
const page = "http://page.example.com";
const preflight = (origin: string) => ({ method: "OPTIONS", headers: { Origin: origin } });

describe.skipIf(emulatorMissing)("the directory's API, deployed", () => {
  const apis = new RestApis();
  let uri: string;

  beforeAll(async () => {
    uri = await apis.createFunction("stand-in", standIn);
    await apis.permit("stand-in");
  });

  describe("without sign-in, for one page", () => {
    let document: Json;
    let api: DeployedApi;

    beforeAll(async () => {
      document = directoryDefinition("dev", { [functionUri]: uri, [siteUrl]: page });
      api = await apis.deploy(document);
    });

    const called = (path: string) => path.replace("{id}", "7");

    it("answers the CORS preflight of every path, without the function", async () => {
      const paths = Object.keys(document.paths);
      expect(paths.length).toBeGreaterThanOrEqual(12);
      for (const path of paths) {
        const answer = await api.call(called(path), preflight(page));
        const offered = methods
          .filter((method) => document.paths[path][method])
          .map((name) => name.toUpperCase());
        expect([answer.status, answer.text], path).toEqual([204, ""]);
        expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(page);
        expect(answer.headers.get("Access-Control-Allow-Methods")).toBe([...offered, "OPTIONS"].join(","));
        expect(answer.headers.get("Access-Control-Allow-Headers")).toBe(
          "Authorization,Content-Encoding,Content-Type,If-Match",
        );
        expect(answer.headers.get("Access-Control-Max-Age")).toBe("600");
        expect(answer.headers.get("Vary")).toBe("Origin");
      }
    });

    it.each(operationsOf("dev"))("calls the function for %s %s", async (method, path, body) => {
      const answer = await api.call(called(path) + (path === "/search" ? "?q=ada" : ""), {
        method,
        headers: { "Content-Type": "application/json" },
        ...(body ? { body } : {}),
      });
      expect(answer.status, answer.text).toBe(200);
      expect(answer.json()).toMatchObject({ resource: path, httpMethod: method, body });
    });

    it("says what is wrong in its own words, readable for the page", async () => {
      const json = { "Content-Type": "application/json", Origin: page };
      const refusals = [
        { path: "/nowhere", status: 404, code: "no_such_route" },
        { path: "/health", method: "PUT", status: 404, code: "no_such_route" },
        { path: "/search", status: 400, code: "malformed_request" },
        { path: "/departments", method: "POST", body: '{"name":""}', status: 400, code: "malformed_request" },
        { path: "/departments", method: "POST", body: "{", status: 400, code: "malformed_request" },
        {
          path: "/personnel/import",
          method: "POST",
          body: new Uint8Array(11 * 1024 * 1024),
          status: 413,
          code: "body_too_large",
        },
      ];
      for (const { path, status, code, ...request } of refusals) {
        const answer = await api.call(path, { headers: json, ...request });
        expect(answer.status, path).toBe(status);
        const requestId = answer.headers.get("x-amzn-RequestId");
        expect(answer.json()).toEqual({ error: { code, message: expect.any(String), requestId } });
        expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(page);
        expect(answer.headers.get("Vary")).toBe("Origin");
        expect(answer.headers.get("Content-Type")).toBe("application/json");
      }
    });

    it("hands an import over as it came, compressed or not, and an export back as text", async () => {
      for (const csv of [Buffer.from("name\r\nÄda\r\n"), gzipSync("name\r\n")]) {
        const headers = { "Content-Type": "text/csv; charset=utf-8" };
        const answer = await api.call("/personnel/import", {
          method: "POST",
          headers,
          body: new Uint8Array(csv),
        });
        expect(answer.json()).toMatchObject({ isBase64Encoded: true, body: csv.toString("base64") });
      }
      const exported = await api.call("/personnel/export", { headers: { Accept: "text/csv" } });
      expect(exported.text).toBe("name\r\n");
      expect(exported.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
    });

    it("throttles as its stage is set", async () => {
      const limited = await apis.deploy(document);
      await limited.throttle(0.001, 1);
      expect((await limited.call("/health")).status).toBe(200);
      const refused = await limited.call("/health");
      expect([refused.status, refused.json().error.code]).toEqual([429, "too_many_requests"]);
      expect(refused.headers.get("Access-Control-Allow-Origin")).toBe(page);
    });

    it("says that it is unavailable when the function takes too long", async () => {
      const slow = structuredClone(document);
      const endless = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 3_000));";
      const slowUri = await apis.createFunction("slow", endless);
      await apis.permit("slow");
      Object.assign(slow.paths["/health"].get["x-amazon-apigateway-integration"], {
        uri: slowUri,
        timeoutInMillis: 300,
      });
      const answer = await (await apis.deploy(slow)).call("/health");
      expect([answer.status, answer.json().error.code]).toEqual([503, "unavailable"]);
      expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(page);
    });
  });

  describe("with sign-in, for two pages", () => {
    let api: DeployedApi;
    let pool: Json;
    let tokens: Json;

    beforeAll(async () => {
      pool = await makePool("staff");
      api = await apis.deploy(
        directoryDefinition("full", { [functionUri]: uri, "aws_cognito_user_pool.users.arn": pool.arn }),
      );
      tokens = await signIn(pool);
    });

    const cognito = async (operation: string, body: Json): Promise<Json> => {
      const target = `AWSCognitoIdentityProviderService.${operation}`;
      const answer = await apis.account.target("cognito-idp", target, body);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return answer.body;
    };

    /** A pool with a client and, in the group `editor`, a user. */
    async function makePool(name: string): Promise<Json> {
      const { UserPool } = await cognito("CreateUserPool", { PoolName: name, UsernameAttributes: ["email"] });
      const UserPoolId = UserPool.Id;
      const { UserPoolClient } = await cognito("CreateUserPoolClient", {
        UserPoolId,
        ClientName: "page",
        ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
      });
      const user = { UserPoolId, Username: "ada@example.com" };
      await cognito("AdminCreateUser", user);
      await cognito("AdminSetUserPassword", { ...user, Password: "Long-enough-1", Permanent: true });
      for (const GroupName of ["viewer", "editor"]) {
        await cognito("CreateGroup", { UserPoolId, GroupName });
        await cognito("AdminAddUserToGroup", { ...user, GroupName });
      }
      return { id: UserPoolId, arn: UserPool.Arn, clientId: UserPoolClient.ClientId };
    }

    async function signIn({ id, clientId }: Json): Promise<Json> {
      const { AuthenticationResult } = await cognito("AdminInitiateAuth", {
        UserPoolId: id,
        ClientId: clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "ada@example.com", PASSWORD: "Long-enough-1" },
      });
      return AuthenticationResult;
    }

    const claimsOf = (token: string) =>
      JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    const call = (token?: string) =>
      api.call("/departments", {
        headers: {
          Origin: "https://staff.example.com",
          ...(token === undefined ? {} : { Authorization: token }),
        },
      });

    it("lets preflights and /health pass without a token", async () => {
      expect((await api.call("/departments", preflight("https://staff.example.com"))).status).toBe(204);
      expect((await api.call("/health")).status).toBe(200);
    });

    it("hands the claims of an identity token to the function, as text", async () => {
      for (const token of [tokens.IdToken, `Bearer ${tokens.IdToken}`]) {
        const answer = await call(token);
        expect(answer.status, answer.text).toBe(200);
        const { claims } = answer.json();
        expect(claims).toMatchObject({
          sub: claimsOf(tokens.IdToken).sub,
          token_use: "id",
          aud: pool.clientId,
          exp: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
        });
        expect(claims["cognito:groups"].split(",").sort()).toEqual(["editor", "viewer"]);
      }
    });

    it("refuses whoever has no such token with 401 that the page can read", async () => {
      const stranger = await signIn(await makePool("strangers"));
      const [header = "", payload = "", signature = ""] = tokens.IdToken.split(".");
      const changed = Buffer.from(
        JSON.stringify({ ...claimsOf(tokens.IdToken), "cognito:groups": ["admin"] }),
      );
      const unsigned = Buffer.from('{"alg":"none"}').toString("base64url");
      const refused: Record<string, string | undefined> = {
        "no token": undefined,
        "no JWT": "hello",
        "an access token": tokens.AccessToken,
        "another pool's token": stranger.IdToken,
        "changed claims": `${header}.${changed.toString("base64url")}.${signature}`,
        "no signature": `${unsigned}.${payload}.`,
        "a token that has expired": signed({
          ...claimsOf(tokens.IdToken),
          exp: Math.floor(Date.now() / 1000) - 1,
        }),
        "a token without an end": signed({ ...claimsOf(tokens.IdToken), exp: undefined }),
        "an access token with an audience": signed({ ...claimsOf(tokens.AccessToken), aud: pool.clientId }),
        "another issuer's token": signed({
          ...claimsOf(tokens.IdToken),
          iss: claimsOf(stranger.IdToken).iss,
        }),
        "another client's token": signed({ ...claimsOf(tokens.IdToken), aud: "another" }),
      };
      // The same hand signs what is accepted: it is the claims that are refused above.
      expect((await call(signed(claimsOf(tokens.IdToken)))).status).toBe(200);
      for (const [what, token] of Object.entries(refused)) {
        const answer = await call(token);
        expect(answer.status, what).toBe(401);
        expect(answer.json().error, what).toMatchObject({ code: "not_signed_in" });
        expect(answer.headers.get("Access-Control-Allow-Origin"), what).toBe("https://staff.example.com");
      }
    });

    it("takes an access token instead where scopes are asked for", async () => {
      const document = directoryDefinition("full", {
        [functionUri]: uri,
        "aws_cognito_user_pool.users.arn": pool.arn,
      });
      const { scope } = claimsOf(tokens.AccessToken);
      document.paths["/all"].get.security = [{ cognito: [scope, "directory/read"] }];
      document.paths["/locations"].get.security = [{ cognito: ["directory/read"] }];
      const scoped = await apis.deploy(document);
      const ask = async (path: string, Authorization: string) =>
        (await scoped.call(path, { headers: { Authorization } })).status;
      expect(await ask("/all", tokens.AccessToken)).toBe(200);
      expect(await ask("/all", tokens.IdToken)).toBe(401);
      expect(await ask("/locations", tokens.AccessToken)).toBe(401);
    });

    it("names the origin that asks, if it is one of the two", async () => {
      for (const origin of ["https://staff.example.com", "https://intranet.example.com"]) {
        const answer = await api.call("/all", preflight(origin));
        expect(answer.headers.get("Access-Control-Allow-Origin")).toBe(origin);
      }
      for (const request of [preflight("https://evil.example.com"), { method: "OPTIONS" }]) {
        const answer = await api.call("/all", request);
        expect(answer.status).toBe(204);
        expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
        expect(answer.headers.get("Vary")).toBe("Origin");
      }
    });
  });
});

let poolKey: string | undefined;

/** Signs claims as moto's pools do: the key that they share is in its package. */
function signed(claims: Json): string {
  poolKey ??= readPoolKey();
  const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const content = `${encode({ alg: "RS256", kid: "dummy" })}.${encode(claims)}`;
  const signature = createSign("RSA-SHA256").update(content).sign(createPrivateKey(poolKey));
  return `${content}.${signature.toString("base64url")}`;
}

function readPoolKey(): string {
  const moto = findMoto();
  if ("missing" in moto) throw new Error(moto.missing);
  const script =
    "from joserfc.jwk import RSAKey; from moto.utilities.utils import load_resource; " +
    "key = load_resource('moto.cognitoidp.models', 'resources/jwks-private.json'); " +
    "print(RSAKey.import_key(key).as_pem().decode())";
  const { stdout, stderr } = spawnSync(moto.python, ["-c", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}
