import { proxyEvent, type RequestParts } from "../../__tests__/functions/directory/support/proxy-event";
import { type DatabaseServer, startDatabaseServer } from "../../__tests__/support/database-server";
import { createDirectoryDatabase, type DirectoryDatabase } from "../../__tests__/support/directory-database";
import { type SecretService, startSecretService } from "../../__tests__/support/secret-service";
import type { OperationId } from "../../functions/directory/http/routes";
import { type ApiFunction, createApiFunction } from "../../functions/directory/runtime/api-function";
import { makeCompany } from "../../functions/directory/seed/company";
import { fillDirectory } from "../../functions/directory/seed/fill-directory";

/** A server with room for a million people in memory, as a database of that size would have. */
export async function startStage(): Promise<{ server: DatabaseServer; secrets: SecretService }> {
  const server = await startDatabaseServer({ own: true, serverOptions: ["--innodb-buffer-pool-size=4G"] });
  const secrets = await startSecretService();
  Object.assign(process.env, secrets.environment, { LOG_LEVEL: "INFO" });
  return { server, secrets };
}

/** A directory of so many people and one container of the function on it. */
export interface Scene {
  readonly people: number;
  readonly database: DirectoryDatabase;
  readonly environment: Readonly<Record<string, string>>;
  readonly seedSeconds: number;
  readonly api: ApiFunction;
  /** Sends a request that must succeed, and gives the answer's body. */
  call(id: OperationId, parts?: RequestParts): Promise<string>;
}

export async function setScene(
  server: DatabaseServer,
  secrets: SecretService,
  people: number,
): Promise<Scene> {
  const database = await createDirectoryDatabase(server);
  const start = Date.now();
  const connection = await database.connect();
  await fillDirectory(connection, makeCompany(people));
  await connection.query("ANALYZE TABLE personnel, personnel_word, department, location");
  await connection.end();
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
  return { people, database, environment, seedSeconds: (Date.now() - start) / 1000, api, call };
}
