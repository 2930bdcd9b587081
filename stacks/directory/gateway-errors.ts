import type { GatewayError } from "../../modules/rest-api-definition";

/**
 * What API Gateway says when it answers instead of the function, in the codes that the function uses for the same. An overridden case falls
 * out of the two defaults, so each is written whole.
 */
export const gatewayErrors: readonly GatewayError[] = [
  gatewayError("BAD_REQUEST_BODY", 400, "malformed_request", "The body does not fit the schema."),
  gatewayError("BAD_REQUEST_PARAMETERS", 400, "malformed_request", "A required parameter is missing."),
  gatewayError("UNAUTHORIZED", 401, "not_signed_in", "Sign in first."),
  gatewayError("EXPIRED_TOKEN", 401, "not_signed_in", "The sign-in has expired."),
  // The resource policy's refusal: what somebody's groups allow is the function's to judge.
  gatewayError("ACCESS_DENIED", 403, "not_allowed", "The directory can't be called from this address."),
  gatewayError("WAF_FILTERED", 403, "not_allowed", "The firewall refused the request."),
  // API Gateway's name for a path or method that the API doesn't have.
  gatewayError("MISSING_AUTHENTICATION_TOKEN", 404, "no_such_route", "There is no such path or method."),
  gatewayError("RESOURCE_NOT_FOUND", 404, "no_such_route", "There is no such path."),
  gatewayError("REQUEST_TOO_LARGE", 413, "body_too_large", "The body is too large."),
  gatewayError(
    "UNSUPPORTED_MEDIA_TYPE",
    415,
    "unsupported_media_type",
    "The content type is not supported here.",
  ),
  gatewayError("THROTTLED", 429, "too_many_requests", "Too many requests: try again shortly."),
  gatewayError("QUOTA_EXCEEDED", 429, "too_many_requests", "The quota is used up."),
  gatewayError("INTEGRATION_FAILURE", 503, "unavailable", "The directory can't answer at the moment."),
  gatewayError("INTEGRATION_TIMEOUT", 503, "unavailable", "The directory took too long to answer."),
  gatewayError("DEFAULT_4XX", 400, "malformed_request", "The request was refused."),
  gatewayError("DEFAULT_5XX", 500, "internal_error", "Something went wrong."),
];

function gatewayError(responseType: string, statusCode: number, code: string, message: string): GatewayError {
  return { responseType, statusCode, code, message };
}
