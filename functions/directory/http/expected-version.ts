import { malformed } from "./api-error";

interface ConditionalRequest {
  readonly headers: { readonly "If-Match"?: number | undefined };
  readonly body: { readonly version?: number | undefined };
}

/**
 * The version that a change is meant for: nobody overwrites what they haven't seen.
 * @throws ApiError 400 when there is none, or when header and body disagree
 */
export function expectedVersion({ headers, body }: ConditionalRequest): number {
  const fromHeader = headers["If-Match"];
  const version = fromHeader ?? body.version;
  if (version === undefined) {
    throw malformed([{ in: "body", path: "version", message: "is needed here or as the If-Match header" }]);
  }
  if (body.version !== undefined && body.version !== version) {
    throw malformed([{ in: "body", path: "version", message: "differs from the If-Match header" }]);
  }
  return version;
}
