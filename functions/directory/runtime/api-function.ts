import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { Router } from "../http/router";
import { mysqlDirectory } from "../persistence/mysql-directory";
import { readApiSettings } from "./api-settings";
import { CachedCredentials } from "./cached-credentials";
import { DatabasePool, type DatabasePoolOptions } from "./database-pool";
import { type Environment, readDatabaseAddress } from "./environment";
import { createSecretsClient } from "./secrets";
import { Telemetry } from "./telemetry";
import { databaseTls } from "./tls";

/** The API as a function: what one container of Lambda runs. */
export interface ApiFunction {
  /** @param remainingMs how long Lambda lets the function go on; a local server has no such limit */
  handle(event: APIGatewayProxyEvent, remainingMs?: number): Promise<APIGatewayProxyResult>;
  /** Ends its database connections. */
  close(): Promise<void>;
}

/** Kept for the answer: a caller is better served by a 503 than by a function that was cut off. */
const answerTimeMs = 500;

/** What a test or a local server may want different from a Lambda container. */
export type ApiFunctionOptions = Pick<DatabasePoolOptions, "connectionLimit" | "limits">;

/**
 * Puts the rings together. Nothing is connected yet: the first request does that.
 * @throws {EnvironmentError} when the environment lacks something
 * @throws {TrustError} when the file of authorities can't be used
 */
export function createApiFunction(
  environment: Environment = process.env,
  options: ApiFunctionOptions = {},
): ApiFunction {
  const settings = readApiSettings(environment);
  const address = readDatabaseAddress(environment);
  const telemetry = new Telemetry();
  const credentials = new CachedCredentials({
    client: createSecretsClient(),
    secretId: settings.secretId,
    onEvent: (event, durationMs) => telemetry.secret(event, durationMs),
  });
  const database = new DatabasePool({
    address,
    tls: databaseTls(address.caFile),
    credentials,
    onEvent: (event) => telemetry.pool(event),
    ...options,
  });
  const directory = mysqlDirectory(database);
  const router = new Router({
    directory,
    version: settings.version,
    corsOrigins: settings.corsOrigins,
    cognitoEnabled: settings.cognitoEnabled,
    onAnswer: (record, requestId) => telemetry.request(record, requestId),
  });
  return {
    handle: (event, remainingMs = Number.POSITIVE_INFINITY) => {
      database.endWithin(Math.max(remainingMs - answerTimeMs, 0));
      return router.handle(event);
    },
    close: () => database.close(),
  };
}
