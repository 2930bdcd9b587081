import type { Connection } from "mysql2/promise";
import { ApiUser, apiUserNames } from "./api-user";
import { applyMigrations, type MigrationOutcome } from "./apply-migrations";
import type { DatabaseDoor } from "./database-door";
import type { Migration } from "./migration-files";
import { withMigrationLock } from "./migration-lock";
import { type CredentialsStore, provideApiUser } from "./provide-api-user";
import { useDatabase } from "./use-database";

/** What `migrateDatabase` works with. */
export interface MigrateDatabaseOptions {
  /** A session that may create databases, tables and users; it is left open. */
  readonly connection: Connection;
  readonly door: DatabaseDoor;
  /** The application's database: letters, digits and underscores. */
  readonly database: string;
  readonly migrations: readonly Migration[];
  /** The API's users are called this with `_a` and `_b`. */
  readonly apiUserBase: string;
  readonly store: CredentialsStore;
  /** Replace the API's working credentials by new ones. */
  readonly rotate: boolean;
  /** How long to wait for another run to end. */
  readonly lockWaitSeconds: number;
}

/**
 * Everything that must be true of the database before the API's code serves: it exists, has the newest schema, and
 * the API's user with its rights. Run as often as you like, by as many at once as you like.
 */
export function migrateDatabase(options: MigrateDatabaseOptions): Promise<MigrationOutcome> {
  const { connection, database } = options;
  return withMigrationLock(connection, database, options.lockWaitSeconds, async () => {
    await useDatabase(connection, database);
    const outcome = await applyMigrations(connection, options.migrations);
    await provideApiUser({
      user: new ApiUser(connection, database),
      names: apiUserNames(options.apiUserBase),
      store: options.store,
      canLogIn: (credentials) => options.door.canLogIn(credentials),
      rotate: options.rotate,
    });
    return outcome;
  });
}
