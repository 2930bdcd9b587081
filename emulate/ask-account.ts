import type { Emulator } from "../scripts/emulator/start-emulator.mjs";

type Account = Pick<Emulator, "endpoint" | "region">;

export interface AccountRequest {
  /** As a signature names it, e.g. `s3`. */
  readonly service: string;
  /** Instead of the account's main one. */
  readonly region?: string;
  /** @default GET */
  readonly method?: string;
  /** With the query. @default / */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams | string;
}

/**
 * Asks a service of the emulated account. AWS's own clients, one for each service, would be much for a few calls.
 *
 * @returns what it answered, as text
 * @throws Error with what the account answered when it refused
 */
export async function askAccount(
  account: Account,
  { service, region = account.region, method = "GET", path = "/", headers = {}, body }: AccountRequest,
): Promise<string> {
  const answer = await fetch(account.endpoint + path, {
    method,
    headers: {
      ...headers,
      // The account doesn't check signatures; a request is routed by region and service in the scope.
      Authorization: `AWS4-HMAC-SHA256 Credential=emulated/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    const operation = headers["X-Amz-Target"] ?? `${method} ${path}`;
    throw new Error(`${service} refused ${operation} with ${answer.status}: ${text}`);
  }
  return text;
}

/**
 * Calls an operation of a service that takes JSON.
 *
 * @param target the service's name for the operation, e.g. `AWSCognitoIdentityProviderService.AdminCreateUser`
 * @throws Error with what the account answered when it refused
 */
export async function callAccount<Answer>(
  account: Account,
  service: string,
  target: string,
  body: object,
): Promise<Answer> {
  const text = await askAccount(account, {
    service,
    method: "POST",
    headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target },
    body: JSON.stringify(body),
  });
  // An operation without a result answers nothing at all.
  return (text === "" ? {} : JSON.parse(text)) as Answer;
}
