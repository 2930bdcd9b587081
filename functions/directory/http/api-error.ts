import type { ErrorStatus } from "./routes";
import type { ErrorDetails, Issue } from "./schemas";

/** A request that the HTTP ring refuses before it reaches the directory. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: ErrorStatus,
    /** Stable, for programs. */
    readonly code: string,
    message: string,
    readonly details?: ErrorDetails,
  ) {
    super(message);
  }
}

/** The request is malformed: every issue at once. */
export function malformed(issues: Issue[]): ApiError {
  return new ApiError(400, "malformed_request", "the request is malformed: see the details", { issues });
}
