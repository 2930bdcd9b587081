import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { RequestRecord } from "../http/router";
import type { CacheEvent } from "./cached-credentials";
import type { PoolEvent } from "./database-pool";
import { sendSubsegment } from "./trace";

const serviceName = "directory-api";

/**
 * What the function tells about itself: one line a request, which is its log and its metrics at once (embedded metric
 * format takes any further properties), and lines for faults, pool and secret. Only ids; never a name, an address, a
 * value of a statement or a secret.
 */
export class Telemetry {
  readonly #logger = new Logger({ serviceName });
  readonly #metrics = new Metrics({ namespace: "Strata/Directory", serviceName });

  request(record: RequestRecord, requestId: string | undefined): void {
    const { error, operationId, durationMs, ...facts } = record;
    if (error !== undefined) this.#logger.error("fault", { requestId, cause: describe(error) });
    const metrics = this.#metrics;
    metrics.addDimension("operation", operationId);
    metrics.addMetric("Duration", MetricUnit.Milliseconds, durationMs);
    if (record.status >= 500) metrics.addMetric("ServerErrors", MetricUnit.Count, 1);
    else if (record.status >= 400) metrics.addMetric("ClientErrors", MetricUnit.Count, 1);
    metrics.addMetadata("message", "request");
    metrics.addMetadata("requestId", requestId ?? "none");
    for (const [name, fact] of Object.entries(facts)) metrics.addMetadata(name, fact as string);
    metrics.publishStoredMetrics();
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
    this.#metrics.addMetric(name, MetricUnit.Count, 1);
    this.#metrics.publishStoredMetrics();
  }
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
  const { code, errno } = error as Error & { code?: unknown; errno?: unknown };
  const number = typeof errno === "number" ? ` ${errno}` : "";
  return {
    name: error.name,
    ...(typeof code === "string" ? { code: `${code}${number}` } : {}),
    ...(error.stack ? { stack: frames(error.stack) } : {}),
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  };
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
