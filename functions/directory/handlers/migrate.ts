import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import type { MigrationOutcome } from "../migration/apply-migrations";
import { DatabaseDoor } from "../migration/database-door";
import { migrateDatabase } from "../migration/migrate-database";
import { describeDatabaseError, MigrationError } from "../migration/migration-error";
import { readMigrations } from "../migration/migration-files";
import { SecretStore } from "../migration/secret-store";
import { EnvironmentError, readDatabaseAddress, readDatabaseName, requireEnv } from "../runtime/environment";
import { createSecretsClient, fetchCredentials, SecretError } from "../runtime/secrets";
import { TrustError } from "../runtime/tls";

/** What the deploy says to the function; whatever else it contains (such as a hash that triggers it) is ignored. */
export interface MigrateEvent {
  /** `true`: give the API new credentials although the present ones work. */
  readonly rotate?: unknown;
}

/** How long a server that can't be reached is tried, and how long another run is waited for. */
const patienceMs = 60_000;
const lockWaitSeconds = 300;

const logger = new Logger({ serviceName: "directory-migration" });
const secrets = createSecretsClient();

/**
 * The deploy's database step: newest schema, the API's user and its secret. Meant for a time limit of 15 minutes.
 *
 * Reads `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `DATABASE_CA_FILE`, `MASTER_SECRET_ARN` (the secret that
 * RDS manages), `API_SECRET_ARN` (the secret to fill), `API_DATABASE_USER` (`directory_api` unless set) and
 * `MIGRATIONS_FOLDER` (`migrations` beside this file unless set).
 *
 * The result is kept in Terraform's state: it says how far the schema is, and nothing else.
 *
 * @throws {Error} whose message may be logged and kept; the deploy must stop
 */
export async function handler(event: MigrateEvent | null | undefined): Promise<MigrationOutcome> {
  try {
    const { schemaVersion, applied } = await migrate(event?.rotate === true);
    logger.info("database is ready", { schemaVersion, applied });
    return { schemaVersion, applied };
  } catch (error) {
    throw publishable(error);
  }
}

async function migrate(rotate: boolean): Promise<MigrationOutcome> {
  const address = readDatabaseAddress();
  const masterSecret = requireEnv("MASTER_SECRET_ARN");
  const store = new SecretStore(secrets, requireEnv("API_SECRET_ARN"));
  const apiUserBase = readDatabaseName("API_DATABASE_USER", "directory_api", 30);
  const migrations = readMigrations(process.env.MIGRATIONS_FOLDER ?? join(__dirname, "migrations"));

  const door = new DatabaseDoor(address);
  const connection = await door.open(() => fetchCredentials(secrets, masterSecret), patienceMs);
  try {
    return await migrateDatabase({
      connection,
      door,
      database: address.database,
      migrations,
      apiUserBase,
      store,
      rotate,
      lockWaitSeconds,
    });
  } finally {
    connection.destroy();
  }
}

/**
 * Lambda logs every property of an error that reaches it, and Terraform prints its message. The driver's errors carry
 * the statement, which may hold a password: only our own get out as they are.
 */
function publishable(error: unknown): Error {
  const ours = [MigrationError, SecretError, TrustError, EnvironmentError];
  if (error instanceof Error && ours.some((type) => error instanceof type)) return error;
  return new MigrationError(`the database could not be made ready: ${describeDatabaseError(error)}`);
}
