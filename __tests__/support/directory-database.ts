import { join } from "node:path";
import type { Connection, ConnectionOptions } from "mysql2/promise";
import { DatabaseDoor } from "../../functions/directory/migration/database-door";
import { migrateDatabase } from "../../functions/directory/migration/migrate-database";
import { readMigrations } from "../../functions/directory/migration/migration-files";
import type { DatabaseCredentials, DatabaseServer } from "./database-server";

/** Where the directory's migrations lie. */
export const migrationsFolder = join(__dirname, "../../functions/directory/migrations");

/** A migrated directory of its own, empty, with the API's user as a deploy makes it. */
export interface DirectoryDatabase {
  readonly name: string;
  /** The API's least-privilege user: what its secret holds. */
  readonly credentials: DatabaseCredentials;
  /** The environment of the API's function, but for its secret. */
  readonly environment: {
    readonly DATABASE_HOST: string;
    readonly DATABASE_PORT: string;
    readonly DATABASE_NAME: string;
    readonly DATABASE_CA_FILE: string;
  };
  /** A session in this database, as admin unless told otherwise. The caller ends it. */
  connect(options?: ConnectionOptions): Promise<Connection>;
  /**
   * Takes the other of the API's two users, as a rotation does.
   * @param current what the API's secret holds now: should it not log in, the rotation gives its user that password
   */
  rotate(current: DatabaseCredentials): Promise<DatabaseCredentials>;
}

/** Makes a database and runs the real migrations on it, as RDS's master user. */
export async function createDirectoryDatabase(server: DatabaseServer): Promise<DirectoryDatabase> {
  const database = await server.createDatabase();
  const door = new DatabaseDoor({ host: server.host, port: server.port, database, caFile: server.caFile });
  let stored: DatabaseCredentials | undefined;
  const migrate = async (rotate: boolean): Promise<DatabaseCredentials> => {
    const connection = await server.connect({
      user: server.master.username,
      password: server.master.password,
    });
    await migrateDatabase({
      connection,
      door,
      database,
      migrations: readMigrations(migrationsFolder),
      apiUserBase: database,
      store: {
        read: async () => stored,
        write: async (credentials) => {
          stored = credentials;
        },
      },
      rotate,
      lockWaitSeconds: 60,
    });
    await connection.end();
    if (!stored) throw new Error("the migration stored no credentials");
    return stored;
  };
  return {
    name: database,
    credentials: await migrate(false),
    environment: {
      DATABASE_HOST: server.host,
      DATABASE_PORT: String(server.port),
      DATABASE_NAME: database,
      DATABASE_CA_FILE: server.caFile,
    },
    connect: (options) => server.connect({ database, ...options }),
    rotate: (current) => {
      stored = current;
      return migrate(true);
    },
  };
}
