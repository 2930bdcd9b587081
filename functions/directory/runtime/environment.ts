import { isIP } from "node:net";

/** A variable of the function's environment is missing or unusable: a fault of the deployment, not of the request. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/** The variables of a function, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The value of a variable that must be there; blanks around it are dropped.
 *
 * @throws {EnvironmentError} naming the variable when it is unset or empty
 */
export function requireEnv(name: string, environment: Environment = process.env): string {
  const value = environment[name]?.trim();
  if (!value)
    throw new EnvironmentError(`environment variable ${name} is not set: the function can't work without it`);
  return value;
}

/** Where the database is and how to trust it; who logs in is said by a secret. */
export interface DatabaseAddress {
  /** The name that the server's certificate must carry; never an address, which mysql2 wouldn't compare with it. */
  readonly host: string;
  readonly port: number;
  /** The name of the application's database. */
  readonly database: string;
  /** A PEM file with the authorities to trust: see `databaseTls`. */
  readonly caFile: string;
}

/**
 * Reads `DATABASE_HOST`, `DATABASE_PORT` (3306 unless set), `DATABASE_NAME` and `DATABASE_CA_FILE`.
 *
 * @throws {EnvironmentError} naming the variable, the value given and what is allowed
 */
export function readDatabaseAddress(environment: Environment = process.env): DatabaseAddress {
  return {
    host: readHostName("DATABASE_HOST", environment),
    port: readPort("DATABASE_PORT", 3306, environment),
    database: readDatabaseName("DATABASE_NAME", undefined, 64, environment),
    caFile: requireEnv("DATABASE_CA_FILE", environment),
  };
}

function readHostName(name: string, environment: Environment): string {
  const value = requireEnv(name, environment);
  // URLs write IPv6 addresses in brackets.
  if (isIP(value.replace(/^\[|\]$/g, "")) !== 0) {
    throw new EnvironmentError(
      `environment variable ${name} is "${value}": give the host's name, because whose certificate it is can't be ` +
        "verified for an address",
    );
  }
  return value;
}

function readPort(name: string, fallback: number, environment: Environment): number {
  const value = environment[name]?.trim();
  if (!value) return fallback;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new EnvironmentError(
      `environment variable ${name} is "${value}": give a port, a whole number from 1 to 65535`,
    );
  }
  return port;
}

/**
 * A name that needs no quoting in SQL: a letter followed by letters, digits and underscores, as RDS wants it.
 *
 * @param fallback what an unset variable means; left out: the variable must be set
 * @param maxLength in characters. @default 64
 * @throws {EnvironmentError} naming the variable, the value given and what is allowed
 */
export function readDatabaseName(
  name: string,
  fallback?: string,
  maxLength = 64,
  environment: Environment = process.env,
): string {
  const value = environment[name]?.trim() || fallback || requireEnv(name, environment);
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(value) || value.length > maxLength) {
    throw new EnvironmentError(
      `environment variable ${name} is "${value}": give a letter followed by letters, digits or underscores, ` +
        `at most ${maxLength} characters`,
    );
  }
  return value;
}
