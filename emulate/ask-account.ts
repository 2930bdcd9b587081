import type { Emulator } from "../scripts/emulator/start-emulator.mjs";

export interface AccountRequest {
  /** As a signature names it, e.g. `s3`. */
  readonly service: string;
  /** Instead of the account's main one. */
  readonly region?: string;
  /** @default GET */
  readonly method?: string;
  /** With the query. @default / */
  readonly path?: string;
  readonly body?: URLSearchParams;
}

/**
 * Asks a service of the emulated account that answers in XML.
 *
 * @throws Error with what the account answered when it refused
 */
export async function askAccount(
  account: Pick<Emulator, "endpoint" | "region">,
  { service, region = account.region, method = "GET", path = "/", body }: AccountRequest,
): Promise<string> {
  const answer = await fetch(account.endpoint + path, {
    method,
    headers: {
      // The account doesn't check signatures; a request is routed by region and service in the scope.
      Authorization: `AWS4-HMAC-SHA256 Credential=emulated/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} refused ${method} ${path} with ${answer.status}: ${text}`);
  return text;
}
