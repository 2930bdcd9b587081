import { request as httpRequest } from "node:http";
import { strToU8, zipSync } from "fflate";
import { type TestAccount, useEmulator } from "./emulator";

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON; a wrong path shows as an undefined that nothing accepts
export type Json = any;

const accountId = "123456789012";

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: () => Json;
  readonly bytes: Buffer;
}

export interface ApiRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** A deployed API's stage, called over HTTP. */
export class DeployedApi {
  constructor(
    private readonly apis: RestApis,
    readonly id: string,
    readonly stage: string,
  ) {}

  get url(): string {
    return `${this.apis.account.endpoint}/_apis/${this.id}/${this.stage}`;
  }

  async call(path: string, { method = "GET", headers = {}, body }: ApiRequest = {}): Promise<ApiAnswer> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const text = bytes.toString();
    return { status: answer.status, headers: answer.headers, text, bytes, json: () => JSON.parse(text) };
  }

  /** Puts a document in the API's place; what is served changes with the next deployment only. */
  import(document: Json): Promise<Json> {
    return this.apis.gateway("PUT", `/restapis/${this.id}?mode=overwrite`, document);
  }

  async deploy(): Promise<void> {
    const { id } = await this.apis.gateway("POST", `/restapis/${this.id}/deployments`, {});
    await this.patchStage([{ op: "replace", path: "/deploymentId", value: id }]);
  }

  patch(patchOperations: readonly Json[]): Promise<Json> {
    return this.apis.gateway("PATCH", `/restapis/${this.id}`, { patchOperations });
  }

  patchStage(patchOperations: readonly Json[]): Promise<Json> {
    const path = `/restapis/${this.id}/stages/${this.stage}`;
    return this.apis.gateway("PATCH", path, { patchOperations });
  }

  throttle(rate: number, burst: number, methodPath = "*/*"): Promise<Json> {
    return this.patchStage([
      { op: "replace", path: `/${methodPath}/throttling/rateLimit`, value: String(rate) },
      { op: "replace", path: `/${methodPath}/throttling/burstLimit`, value: String(burst) },
    ]);
  }
}

/** Makes functions and deploys APIs in an emulated account of the test file's own. To be made at the top of the file. */
export class RestApis {
  readonly #account = useEmulator();
  #hasRole = false;

  get account(): TestAccount {
    return this.#account();
  }

  /** Calls API Gateway's own API. */
  gateway(method: string, path: string, body?: Json): Promise<Json> {
    return this.#call("apigateway", method, path, body);
  }

  /** Makes a function of one file and returns what an integration calls it by. */
  async createFunction(name: string, source: string, timeoutSeconds = 10): Promise<string> {
    await this.#makeRole();
    const { FunctionArn } = await this.#call("lambda", "POST", "/2015-03-31/functions", {
      FunctionName: name,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: `arn:aws:iam::${accountId}:role/function`,
      Timeout: timeoutSeconds,
      Code: { ZipFile: Buffer.from(zipSync({ "index.js": strToU8(source) })).toString("base64") },
    });
    return `arn:aws:apigateway:${this.account.region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations`;
  }

  async #makeRole(): Promise<void> {
    if (this.#hasRole) return;
    this.#hasRole = true;
    const parameters = { Action: "CreateRole", Version: "2010-05-08", RoleName: "function" };
    await this.account.form("iam", { ...parameters, AssumeRolePolicyDocument: "{}" });
  }

  /** Lets one API, or any, call a function. */
  permit(functionName: string, source = "*"): Promise<Json> {
    return this.#call("lambda", "POST", `/2015-03-31/functions/${functionName}/policy`, {
      StatementId: "rest-api",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:${this.account.region}:${accountId}:${source}`,
    });
  }

  /** How many executions a function may have at once. */
  reserveConcurrency(functionName: string, ReservedConcurrentExecutions: number): Promise<Json> {
    const path = `/2017-10-31/functions/${functionName}/concurrency`;
    return this.#call("lambda", "PUT", path, { ReservedConcurrentExecutions });
  }

  /** Makes an API as Terraform's provider does: empty, then imported, then deployed to the stage v1. */
  async deploy(document: Json, policy?: Json): Promise<DeployedApi> {
    const { id } = await this.gateway("POST", "/restapis", {
      name: "tested",
      endpointConfiguration: { types: ["REGIONAL"] },
      ...(policy ? { policy: JSON.stringify(policy) } : {}),
    });
    const api = new DeployedApi(this, id, "v1");
    await api.import(document);
    const deployment = await this.gateway("POST", `/restapis/${id}/deployments`, {});
    const stage = { stageName: api.stage, deploymentId: deployment.id };
    await this.gateway("POST", `/restapis/${id}/stages`, stage);
    return api;
  }

  /** All lines of a log group. */
  async logLines(logGroupName: string): Promise<string[]> {
    const { body } = await this.account.target("logs", "Logs_20140328.FilterLogEvents", { logGroupName });
    return body.events.map(({ message }: Json) => message);
  }

  /** A request that fetch can't send: from an own address, to a path that it would tidy up, or with another host. */
  raw(options: { path: string; host?: string; localAddress?: string }): Promise<RawAnswer> {
    const { path, host, localAddress } = options;
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        new URL(this.account.endpoint),
        { path, ...(host ? { headers: { Host: host } } : {}), ...(localAddress ? { localAddress } : {}) },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("end", () =>
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        },
      );
      sent.on("error", reject).end();
    });
  }

  async #call(service: string, method: string, path: string, body?: Json): Promise<Json> {
    const answer = await this.account.call(service, method, path, body, {
      "Content-Type": "application/json",
    });
    if (answer.status >= 400) {
      throw new Error(`${service} ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}
