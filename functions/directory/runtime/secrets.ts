import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** Who logs in to the database. RDS adds more to its own secrets; where the database is says the environment. */
export interface DatabaseCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Why a secret could not be had: `missing` it has no value (yet), `denied` the function's role may not read it,
 * `malformed` its value isn't `{"username", "password"}`, `unavailable` the service is slow, throttling or down.
 */
export type SecretFailure = "missing" | "denied" | "malformed" | "unavailable";

/** A secret could not be had. Never carries the value nor what the service said. */
export class SecretError extends Error {
  override readonly name = "SecretError";

  constructor(
    /** The ARN or name of the secret. */
    readonly secretId: string,
    readonly failure: SecretFailure,
  ) {
    super(`secret ${secretId}: ${failureMessages[failure]}`);
  }
}

const failureMessages: Record<SecretFailure, string> = {
  missing: "it has no value, or does not exist",
  denied:
    "access denied: the function's role needs secretsmanager:GetSecretValue on it and the use of its key",
  malformed: 'its value is not JSON with a non-empty "username" and "password"',
  unavailable: "the secret service did not answer in time",
};

/**
 * A client whose calls end well within a function's time: a try takes at most 2 s, and there are at most three.
 * `AWS_ENDPOINT_URL_SECRETS_MANAGER` points it elsewhere (the SDK reads it).
 */
export function createSecretsClient(): SecretsManagerClient {
  return new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });
}

/** All tries together; less than half of the API function's own time. */
const fetchTimeoutMs = 5_000;

/**
 * Reads the current value of a secret: JSON with `username` and `password`.
 *
 * @throws {SecretError} within 5 seconds
 */
export async function fetchCredentials(
  client: SecretsManagerClient,
  secretId: string,
): Promise<DatabaseCredentials> {
  return parseCredentials(secretId, await fetchSecretText(client, secretId));
}

async function fetchSecretText(client: SecretsManagerClient, secretId: string): Promise<string | undefined> {
  const command = new GetSecretValueCommand({ SecretId: secretId });
  try {
    const answer = await client.send(command, { abortSignal: AbortSignal.timeout(fetchTimeoutMs) });
    return answer.SecretString;
  } catch (error) {
    throw new SecretError(secretId, failureOf(error));
  }
}

function failureOf(error: unknown): SecretFailure {
  const name = error instanceof Error ? error.name : "";
  if (name === "ResourceNotFoundException") return "missing";
  // KMS refusals arrive under their own names: DecryptionFailure, KMSAccessDeniedException.
  if (name.includes("AccessDenied") || name === "DecryptionFailure") return "denied";
  return "unavailable";
}

/** By hand: a schema library would be half of the migration function's bundle, for these two properties. */
function parseCredentials(secretId: string, text: string | undefined): DatabaseCredentials {
  const value = parseJson(text ?? "");
  if (typeof value !== "object" || value === null) throw new SecretError(secretId, "malformed");
  const { username, password } = value as Record<string, unknown>;
  if (!isFilled(username) || !isFilled(password)) throw new SecretError(secretId, "malformed");
  return { username, password };
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value.length > 0;
}

/** JSON.parse quotes the text in its error: that error must go no further. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
