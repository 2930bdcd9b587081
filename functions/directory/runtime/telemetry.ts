import { Logger } from "@aws-lambda-powertools/logger";
import type { RequestRecord } from "../http/router";
import type { CacheEvent } from "./cached-credentials";
import type { PoolEvent } from "./database-pool";
import { metricsLine } from "./embedded-metrics";
import { SecretError } from "./secrets";
import { sendSubsegment } from "./trace";

const serviceName = "directory-api";
const namespace = "Strata/Directory";

const requestDimensions = ["service", "operation"];
const answered = metricsLine(namespace, { Duration: "Milliseconds" }, requestDimensions);
const refused = metricsLine(
  namespace,
  { Duration: "Milliseconds", ClientErrors: "Count" },
  requestDimensions,
);
const failed = metricsLine(namespace, { Duration: "Milliseconds", ServerErrors: "Count" }, requestDimensions);

/**
 * What the function tells about itself: one line a request, which is its log and its metrics at once (embedded metric
 * format takes any further properties), and lines for faults, pool and secret. Only ids; never a name, an address, a
 * value of a statement or a secret.
 */
export class Telemetry {
  readonly #logger = new Logger({ serviceName });
  /** Powertools for Lambda's name for this switch, so that one variable silences every function in tests. */
  readonly #isMeasuring = process.env.POWERTOOLS_METRICS_DISABLED !== "true";

  request(record: RequestRecord, requestId: string | undefined): void {
    if (record.error !== undefined) this.#logger.error("fault", { requestId, cause: describe(record.error) });
    if (this.#isMeasuring) measure(record, requestId);
    this.#trace(record);
  }

  #trace({ operationId, status, errorCode, durationMs }: RequestRecord): void {
    const now = Date.now();
    sendSubsegment("directory", now - durationMs, now, {
      operation: operationId,
      status,
      ...(errorCode ? { errorCode } : {}),
    });
  }

  pool(event: PoolEvent): void {
    this.#logger.info("pool", { event });
    this.#count(`Pool:${event}`);
  }

  secret(event: CacheEvent, durationMs: number): void {
    this.#logger.info("secret", { event, durationMs });
    this.#count(`Secret:${event}`);
  }

  #count(name: string): void {
    if (this.#isMeasuring)
      metricsLine(namespace, { [name]: "Count" }, ["service"])({ service: serviceName, [name]: 1 });
  }
}

/** One literal: putting it together from parts takes longer than writing it as JSON. */
function measure(record: RequestRecord, requestId: string | undefined): void {
  const { status } = record;
  const isFailed = status >= 500;
  const isRefused = status >= 400 && !isFailed;
  const write = isFailed ? failed : isRefused ? refused : answered;
  write({
    message: "request",
    requestId,
    method: record.method,
    route: record.route,
    status,
    errorCode: record.errorCode,
    subject: record.subject,
    changed: record.changed,
    service: serviceName,
    operation: record.operationId,
    Duration: record.durationMs,
    ClientErrors: isRefused ? 1 : undefined,
    ServerErrors: isFailed ? 1 : undefined,
  });
}

interface Cause {
  readonly name: string;
  readonly code?: string;
  /** Where our own code threw; messages of the driver may hold values, so only their codes are kept. */
  readonly stack?: string;
  readonly cause?: Cause;
}

function describe(error: unknown): Cause {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code = failureOf(error), errno } = error as Error & { code?: unknown; errno?: unknown };
  const number = typeof errno === "number" ? ` ${errno}` : "";
  return {
    name: error.name,
    ...(typeof code === "string" ? { code: `${code}${number}` } : {}),
    ...(error.stack ? { stack: frames(error.stack) } : {}),
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  };
}

/** Why a secret can't be had is one of four words of ours. */
function failureOf(error: Error): string | undefined {
  return error instanceof SecretError ? error.failure : undefined;
}

/** The stack without its first lines, which repeat the message. */
function frames(stack: string): string {
  return stack
    .split("\n")
    .filter((text) => /^\s+at /.test(text))
    .slice(0, 5)
    .map((text) => text.trim())
    .join(" < ");
}
