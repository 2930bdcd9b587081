import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { RequestRecord } from "../http/router";
import type { CacheEvent } from "./cached-credentials";
import type { PoolEvent } from "./database-pool";
import { sendSubsegment } from "./trace";

const serviceName = "directory-api";

/**
 * What the function tells about itself: one log line and one metric document a request, one each for what happens to
 * pool and secret. Only ids; never a name, an address, a value of a statement or a secret.
 */
export class Telemetry {
  readonly #logger = new Logger({ serviceName });
  readonly #metrics = new Metrics({ namespace: "Strata/Directory", serviceName });

  request(record: RequestRecord, requestId: string | undefined): void {
    const { error, changed, ...facts } = record;
    const line = { requestId, ...facts, ...(changed ? { changed } : {}) };
    if (error === undefined) this.#logger.info("request", line);
    else this.#logger.error("request", { ...line, cause: describe(error) });
    this.#metrics.addDimension("operation", record.operationId);
    this.#metrics.addMetric("Duration", MetricUnit.Milliseconds, record.durationMs);
    this.#metrics.addMetric("ClientErrors", MetricUnit.Count, isBetween(record.status, 400, 499));
    this.#metrics.addMetric("ServerErrors", MetricUnit.Count, isBetween(record.status, 500, 599));
    this.#metrics.publishStoredMetrics();
    const now = Date.now();
    sendSubsegment("directory", now - record.durationMs, now, {
      operation: record.operationId,
      status: record.status,
      ...(record.errorCode ? { errorCode: record.errorCode } : {}),
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

function isBetween(status: number, first: number, last: number): 0 | 1 {
  return status >= first && status <= last ? 1 : 0;
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
