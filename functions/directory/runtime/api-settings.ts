import { type Environment, EnvironmentError, requireEnv } from "./environment";

/** What the API function's environment says beside where the database is. */
export interface ApiSettings {
  /** The secret with the database user: its ARN or name. */
  readonly secretId: string;
  /** The origins whose pages may call the API. */
  readonly corsOrigins: readonly string[];
  readonly cognitoEnabled: boolean;
  /** The version of the deployed code, for `/health`. */
  readonly version: string;
}

/**
 * Reads `DATABASE_SECRET_ARN`, `CORS_ORIGINS` (separated by commas; none unless set), `COGNITO_ENABLED` (`true` or
 * `false`; required, so that a forgotten variable can't open the API) and `SERVICE_VERSION` (`unknown` unless set).
 *
 * @throws {EnvironmentError} naming the variable
 */
export function readApiSettings(environment: Environment = process.env): ApiSettings {
  const cognitoEnabled = requireEnv("COGNITO_ENABLED", environment);
  if (cognitoEnabled !== "true" && cognitoEnabled !== "false") {
    throw new EnvironmentError(
      `environment variable COGNITO_ENABLED is "${cognitoEnabled}": give true or false`,
    );
  }
  const origins = environment.CORS_ORIGINS ?? "";
  return {
    secretId: requireEnv("DATABASE_SECRET_ARN", environment),
    corsOrigins: origins.split(",").flatMap((origin) => origin.trim() || []),
    cognitoEnabled: cognitoEnabled === "true",
    version: environment.SERVICE_VERSION?.trim() || "unknown",
  };
}
