import type { RowDataPacket } from "mysql2/promise";
import { proxyEvent, type RequestParts } from "../../__tests__/functions/directory/support/proxy-event";
import { type DatabaseServer, startDatabaseServer } from "../../__tests__/support/database-server";
import { createDirectoryDatabase, type DirectoryDatabase } from "../../__tests__/support/directory-database";
import { type SecretService, startSecretService } from "../../__tests__/support/secret-service";
import type { OperationId } from "../../functions/directory/http/routes";
import { type ApiFunction, createApiFunction } from "../../functions/directory/runtime/api-function";
import { makeCompany } from "../../functions/directory/seed/company";
import { fillDirectory } from "../../functions/directory/seed/fill-directory";
import { restoreSecondaryKeys } from "../../functions/directory/seed/secondary-keys";

/** Where the benchmark takes place. */
export interface Stage {
  readonly server: DatabaseServer;
  readonly secrets: SecretService;
  /** Whether the directories outlive the benchmark, to be measured again. */
  readonly isKept: boolean;
  close(): Promise<void>;
}

/**
 * The server that `DATABASE_URL` names, which keeps its directories; else a private one with room for a million people
 * in memory, as a database of that size would have.
 */
export async function startStage(): Promise<Stage> {
  const isKept = Boolean(process.env.DATABASE_URL);
  const server = await startDatabaseServer(
    isKept ? {} : { own: true, serverOptions: ["--innodb-buffer-pool-size=4G"] },
  );
  const secrets = await startSecretService();
  Object.assign(process.env, secrets.environment, { LOG_LEVEL: "INFO" });
  const close = async () => {
    await secrets.close();
    await server.close();
  };
  return { server, secrets, isKept, close };
}

/** A directory of so many people and one container of the function on it. */
export interface Scene {
  readonly people: number;
  readonly database: DirectoryDatabase;
  readonly environment: Readonly<Record<string, string>>;
  /** How long filling the directory took; nothing if it was full already. */
  readonly seedSeconds: number | undefined;
  readonly api: ApiFunction;
  /** Sends a request that must succeed, and gives the answer's body. */
  call(id: OperationId, parts?: RequestParts): Promise<string>;
}

export async function setScene({ server, secrets, isKept }: Stage, people: number): Promise<Scene> {
  const named = { ...server, createDatabase: async () => `strata_bench_${people}` };
  const database = await createDirectoryDatabase(isKept ? named : server);
  const seedSeconds = await fill(database, people);
  const environment = {
    ...database.environment,
    DATABASE_SECRET_ARN: secrets.set(database.name, database.credentials),
    COGNITO_ENABLED: "false",
  };
  const api = createApiFunction(environment);
  const call = async (id: OperationId, parts?: RequestParts) => {
    const { statusCode, body } = await api.handle(proxyEvent(id, parts));
    if (statusCode >= 300) throw new Error(`${id} ${JSON.stringify(parts)} answers ${statusCode} ${body}`);
    return body;
  };
  return { people, database, environment, seedSeconds, api, call };
}

/** @returns the seconds that it took; nothing if an earlier benchmark did it */
async function fill(database: DirectoryDatabase, people: number): Promise<number | undefined> {
  const connection = await database.connect();
  try {
    // What an interrupted filling left behind: see `withoutSecondaryKeys`.
    await restoreSecondaryKeys(connection, "personnel");
    const [rows] = await connection.query<RowDataPacket[]>("SELECT COUNT(*) AS people FROM personnel");
    const present = Number(rows[0]?.people);
    if (present === people) return undefined;
    if (present > 0)
      throw new Error(`${database.name} holds ${present} people instead of ${people}: drop that database`);
    const start = performance.now();
    await fillDirectory(connection, makeCompany(people));
    const seconds = (performance.now() - start) / 1000;
    await connection.query("ANALYZE TABLE personnel, personnel_word, department, location");
    return seconds;
  } finally {
    await connection.end();
  }
}
