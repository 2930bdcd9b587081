import { Logger } from "@aws-lambda-powertools/logger";
import type { RequestRecord } from "../http/router";
import type { CacheEvent } from "./cached-credentials";
import type { PoolEvent } from "./database-pool";
import { type Metrics, writeMetrics } from "./embedded-metrics";
import { SecretError } from "./secrets";
import { sendSubsegment } from "./trace";

const serviceName = "directory-api";
const namespace = "Strata/Directory";

/**
 * What the function tells about itself: one line a request, which is its log and its metrics at once (embedded metric
 * format takes any further properties), and lines for faults, pool and secret. Only ids; never a name, an address, a
 * value of a statement or a secret.
 */
export class Telemetry {
  readonly #logger = new Logger({ serviceName });
  /** Powertools for Lambda's name for this switch, so that one variable silences every function in tests. */
  readonly #isMeasuring = process.env.POWERTOOLS_METRICS_DISABLED !== "true";

  request({ error, operationId, durationMs, ...facts }: RequestRecord, requestId: string | undefined): void {
    if (error !== undefined) this.#logger.error("fault", { requestId, cause: describe(error) });
    const metrics: Metrics = { Duration: [durationMs, "Milliseconds"], ...errorMetrics(facts.status) };
    this.#measure(metrics, { operation: operationId }, { message: "request", requestId, ...facts });
    this.#trace({ operationId, durationMs, ...facts });
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
    this.#measure({ [name]: [1, "Count"] }, {}, {});
  }

  #measure(
    metrics: Metrics,
    dimensions: Readonly<Record<string, string>>,
    fields: Readonly<Record<string, unknown>>,
  ): void {
    if (this.#isMeasuring) writeMetrics(namespace, metrics, { service: serviceName, ...dimensions }, fields);
  }
}

function errorMetrics(status: number): Metrics {
  if (status >= 500) return { ServerErrors: [1, "Count"] };
  if (status >= 400) return { ClientErrors: [1, "Count"] };
  return {};
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
