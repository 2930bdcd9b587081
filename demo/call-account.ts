import type { Emulator } from "../scripts/emulator/start-emulator.mjs";

/**
 * Calls an operation of a service that takes JSON, as AWS's own clients do; one for each service would be much for a few
 * calls.
 *
 * @param service as a signature names it, e.g. `cognito-idp`
 * @param target the service's name for the operation, e.g. `AWSCognitoIdentityProviderService.AdminCreateUser`
 * @throws Error with what the account answered when it refused
 */
export async function callAccount<Answer>(
  { endpoint, region }: Pick<Emulator, "endpoint" | "region">,
  service: string,
  target: string,
  body: object,
): Promise<Answer> {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      // The account doesn't check signatures; a request is routed by the service in the scope.
      Authorization: `AWS4-HMAC-SHA256 Credential=emulated/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": target,
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  // An operation without a result answers nothing at all.
  if (answer.ok) return (text === "" ? {} : JSON.parse(text)) as Answer;
  throw new Error(`${target} was refused with ${answer.status}: ${text}`);
}
