import {
  ImportRejectedError,
  InUseError,
  NotFoundError,
  StaleVersionError,
  TakenError,
  UnknownReferenceError,
} from "../domain/errors";
import { DatabaseUnavailableError, UnknownOutcomeError } from "../persistence/database";
import { ApiError } from "./api-error";
import type { ErrorStatus } from "./routes";
import type { ErrorDetails } from "./schemas";

/** What the caller is told about an error. */
export interface ErrorAnswer {
  readonly status: ErrorStatus;
  readonly code: string;
  readonly message: string;
  readonly details?: ErrorDetails;
}

interface Line<Failure extends Error> {
  readonly of: new (...args: never[]) => Failure;
  readonly status: ErrorStatus;
  readonly code: string;
  readonly details?: (error: Failure) => ErrorDetails;
}

/** The code of the one 503 after which a request isn't simply to be sent again. */
export const unknownOutcome = "outcome_unknown";

const line = <Failure extends Error>(entry: Line<Failure>): Line<Error> => entry as unknown as Line<Error>;

/** Which named error is answered with which status. Whatever isn't named here is a fault of ours: 500. */
const lines: readonly Line<Error>[] = [
  line({ of: NotFoundError, status: 404, code: "not_found" }),
  line({ of: TakenError, status: 409, code: "taken" }),
  line({
    of: InUseError,
    status: 409,
    code: "in_use",
    details: (error) => ({ dependentCount: error.dependentCount, dependents: [...error.dependents] }),
  }),
  line({
    of: StaleVersionError,
    status: 412,
    code: "stale_version",
    details: (error) => ({ currentVersion: error.currentVersion }),
  }),
  line({
    of: UnknownReferenceError,
    status: 422,
    code: "unknown_reference",
    details: (error) => ({ issues: [{ in: "body", path: error.property, message: error.message }] }),
  }),
  line({
    of: ImportRejectedError,
    status: 422,
    code: "import_rejected",
    details: (error) => ({ rows: [...error.problems], rowErrorCount: error.problemCount }),
  }),
  line({ of: UnknownOutcomeError, status: 503, code: unknownOutcome }),
  line({ of: DatabaseUnavailableError, status: 503, code: "database_unavailable" }),
];

/** Never passes on what it doesn't know: a message of the driver may hold SQL or values. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof ApiError) {
    const { status, code, message, details } = error;
    return { status, code, message, ...(details ? { details } : {}) };
  }
  for (const { of, status, code, details } of lines) {
    if (error instanceof of) {
      return { status, code, message: error.message, ...(details ? { details: details(error) } : {}) };
    }
  }
  return { status: 500, code: "internal_error", message: "something went wrong on our side" };
}
