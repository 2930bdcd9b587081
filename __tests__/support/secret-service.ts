import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ThrowawayCertificates } from "./throwaway-certificates";

/**
 * How the service fails: `slow` answers after 30 s, `throttled` and `denied` answer with AWS's errors, `down`
 * closes the connection without an answer.
 */
export type SecretFault = "slow" | "throttled" | "denied" | "down";

/** Secrets Manager's JSON protocol over HTTP or HTTPS on this machine, for the real SDK client. */
export interface SecretService {
  /** What the SDK needs to find it; put it into `process.env` or a child's environment. */
  readonly environment: {
    readonly AWS_ENDPOINT_URL_SECRETS_MANAGER: string;
    readonly AWS_REGION: string;
    readonly AWS_ACCESS_KEY_ID: string;
    readonly AWS_SECRET_ACCESS_KEY: string;
  };
  /**
   * Makes a secret, or gives it a new value.
   * @param value text as it is, anything else as JSON; left out: a secret that has no value yet, as Terraform makes it
   * @returns its ARN
   */
  set(name: string, value?: unknown): string;
  /** The current text of a secret, by name or ARN; undefined while it has none. */
  get(secretId: string): string | undefined;
  /**
   * Fails from now on.
   * @param fault undefined: works again
   * @param only which operation, e.g. `PutSecretValue`. @default every operation
   * @param times how many calls fail before it works again. @default all
   */
  fail(fault: SecretFault | undefined, only?: string, times?: number): void;
  /** How many calls of an operation have arrived, e.g. `GetSecretValue`, failed ones included. */
  calls(operation: string): number;
  close(): Promise<void>;
}

interface Secret {
  readonly arn: string;
  readonly name: string;
  /** Newest last. */
  readonly versions: { readonly id: string; readonly text: string }[];
}

class ServiceError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

type Request = Record<string, unknown>;
type Operation = (request: Request, secrets: Map<string, Secret>) => object;

/**
 * Starts the service on a free port.
 * @param tls of `localhost`: speak HTTPS, as the real service does; who asks must trust the authority
 * (`NODE_EXTRA_CA_CERTS`)
 */
export async function startSecretService(tls?: ThrowawayCertificates): Promise<SecretService> {
  const secrets = new Map<string, Secret>();
  const calls = new Map<string, number>();
  let failure: { fault: SecretFault; only: string | undefined; left: number } | undefined;

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const operation = String(request.headers["x-amz-target"]).replace("secretsmanager.", "");
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    const body = await readJson(request);
    if (failure && (failure.only ?? operation) === operation && failure.left-- > 0) {
      return answerFault(failure.fault, response);
    }
    try {
      const perform = operations[operation];
      if (!perform) throw new ServiceError("UnknownOperationException", operation);
      answer(response, 200, perform(body, secrets));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      answer(response, 400, { __type: error.type, message: error.message });
    }
  };
  const server = tls ? createTlsServer({ cert: tls.certificate, key: tls.key }, serve) : createServer(serve);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;

  return {
    environment: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    set: (name, value) => {
      const secret = secrets.get(name) ?? newSecret(name);
      secrets.set(name, secret);
      if (value !== undefined) putVersion(secret, typeof value === "string" ? value : JSON.stringify(value));
      return secret.arn;
    },
    get: (secretId) => findSecret(secrets, secretId).versions.at(-1)?.text,
    fail: (fault, only, times = Number.POSITIVE_INFINITY) => {
      failure = fault && { fault, only, left: times };
    },
    calls: (operation) => calls.get(operation) ?? 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const operations: Readonly<Record<string, Operation>> = {
  GetSecretValue: (request, secrets) => {
    const secret = findSecret(secrets, request.SecretId);
    const stage = request.VersionStage ?? "AWSCURRENT";
    const version = secret.versions.at(stage === "AWSPREVIOUS" ? -2 : -1);
    if (!version) {
      throw notFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`);
    }
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      SecretString: version.text,
      VersionStages: [stage],
    };
  },
  PutSecretValue: (request, secrets) => {
    const secret = findSecret(secrets, request.SecretId);
    const id = putVersion(secret, String(request.SecretString));
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: ["AWSCURRENT"] };
  },
  DescribeSecret: (request, secrets) => {
    const { arn, name, versions } = findSecret(secrets, request.SecretId);
    const stages = ["AWSCURRENT", "AWSPREVIOUS"];
    const newest = versions.slice(-2).reverse();
    const VersionIdsToStages = Object.fromEntries(newest.map(({ id }, index) => [id, [stages[index]]]));
    return { ARN: arn, Name: name, VersionIdsToStages };
  },
  GetRandomPassword: (request) => {
    const length = Number(request.PasswordLength ?? 32);
    return { RandomPassword: randomBytes(length).toString("base64url").slice(0, length) };
  },
};

function newSecret(name: string): Secret {
  const suffix = randomBytes(3).toString("hex");
  return {
    arn: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-${suffix}`,
    name,
    versions: [],
  };
}

function findSecret(secrets: Map<string, Secret>, secretId: unknown): Secret {
  const secret = [...secrets.values()].find(({ arn, name }) => arn === secretId || name === secretId);
  if (!secret) throw notFound("Secrets Manager can't find the specified secret.");
  return secret;
}

function putVersion(secret: Secret, text: string): string {
  const id = randomUUID();
  secret.versions.push({ id, text });
  return id;
}

function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message);
}

async function readJson(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

async function answerFault(fault: SecretFault, response: ServerResponse): Promise<void> {
  switch (fault) {
    case "slow":
      // Unreferenced: a test's end doesn't wait for the answer.
      await sleep(30_000, undefined, { ref: false });
      return answer(response, 500, { __type: "InternalServiceError" });
    case "throttled":
      return answer(response, 400, { __type: "ThrottlingException", message: "Rate exceeded" });
    case "denied":
      return answer(response, 400, { __type: "AccessDeniedException", message: "not authorized" });
    case "down":
      response.destroy();
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(body));
}
