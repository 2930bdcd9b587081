import { expect } from "vitest";
import type { OperationId } from "../../../../functions/directory/http/routes";
import type { ErrorResponse } from "../../../../functions/directory/http/schemas";
import {
  type ApiFunction,
  type ApiFunctionOptions,
  createApiFunction,
} from "../../../../functions/directory/runtime/api-function";
import {
  type DatabaseServer,
  type DatabaseServerOptions,
  startDatabaseServer,
} from "../../../support/database-server";
import { createDirectoryDatabase, type DirectoryDatabase } from "../../../support/directory-database";
import { type SecretService, startSecretService } from "../../../support/secret-service";
import { checkAgainstContract } from "./contract";
import { proxyEvent, type RequestParts } from "./proxy-event";

/** An answer, checked against the contract already. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what each test says
  readonly data: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly meta: any;
  readonly error: ErrorResponse["error"];
}

/** One container of the function. */
export interface TestContainer {
  /** Sends a request; any answer that isn't within the contract fails the test. */
  call(id: OperationId, parts?: RequestParts): Promise<TestAnswer>;
  /** Sends a request that must succeed. */
  ok(id: OperationId, parts?: RequestParts): Promise<TestAnswer>;
  readonly api: ApiFunction;
}

/** The API on a real database with a real secret client. */
export interface TestApi extends TestContainer {
  readonly server: DatabaseServer;
  readonly database: DirectoryDatabase;
  readonly secrets: SecretService;
  readonly secretId: string;
  /** Another container of the function, with a connection and a cached secret of its own. */
  container(options?: ContainerOptions): TestContainer;
  /** Puts the directory into a known state: nothing in it but what `fill` makes. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface ContainerOptions extends ApiFunctionOptions {
  readonly environment?: Readonly<Record<string, string>>;
}

export const allowedOrigin = "https://directory.example.com";

/** Starts all that a test file needs; the first request connects. */
export async function startTestApi(
  options: ContainerOptions & { server?: DatabaseServerOptions } = {},
): Promise<TestApi> {
  const server = await startDatabaseServer(options.server);
  const database = await createDirectoryDatabase(server);
  const secrets = await startSecretService();
  const secretId = secrets.set("directory-api", database.credentials);
  Object.assign(process.env, secrets.environment);
  // The log and metrics of thousands of requests; the test of telemetry turns them on.
  process.env.LOG_LEVEL ??= "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED ??= "true";
  const containers: TestContainer[] = [];
  const container = ({ environment, ...more }: ContainerOptions = {}) => {
    const api = createApiFunction(
      {
        ...database.environment,
        DATABASE_SECRET_ARN: secretId,
        CORS_ORIGINS: `${allowedOrigin},http://localhost:8080`,
        COGNITO_ENABLED: "false",
        SERVICE_VERSION: "1.2.3",
        ...environment,
      },
      more,
    );
    const made = containerOf(api);
    containers.push(made);
    return made;
  };
  const { server: _server, ...own } = options;
  return {
    ...container(own),
    server,
    database,
    secrets,
    secretId,
    container,
    clear: () => clearDirectory(database),
    close: async () => {
      await Promise.all(containers.map(({ api }) => api.close()));
      await secrets.close();
      await server.close();
    },
  };
}

function containerOf(api: ApiFunction): TestContainer {
  const call = async (id: OperationId, parts?: RequestParts): Promise<TestAnswer> => {
    const answer = await api.handle(proxyEvent(id, parts));
    checkAgainstContract(id, answer);
    const headers = answer.headers as Record<string, string>;
    const isJson = answer.body !== "" && headers["Content-Type"]?.startsWith("application/json");
    const { data, meta, error } = isJson ? JSON.parse(answer.body) : {};
    return { status: answer.statusCode, headers, text: answer.body, data, meta, error };
  };
  const ok = async (id: OperationId, parts?: RequestParts) => {
    const answer = await call(id, parts);
    expect(answer.error, `${id} ${answer.status}`).toBeUndefined();
    return answer;
  };
  return { api, call, ok };
}

async function clearDirectory(database: DirectoryDatabase): Promise<void> {
  const connection = await database.connect();
  for (const table of ["personnel", "department", "location"]) await connection.query(`DELETE FROM ${table}`);
  await connection.end();
}

/** The directory's whole content, to see that something left it as it was. */
export async function snapshot(database: DirectoryDatabase): Promise<unknown> {
  const connection = await database.connect();
  const tables: unknown[] = [];
  for (const table of [
    "location",
    "department",
    "personnel",
    "personnel_word",
    "department_word",
    "location_word",
  ]) {
    const [rows] = await connection.query(`SELECT * FROM ${table} ORDER BY 1, 2`);
    tables.push(rows);
  }
  await connection.end();
  return tables;
}

/** What must hold whatever happened: places, head-counts and words agree with the people. */
export async function expectConsistent(database: DirectoryDatabase): Promise<void> {
  const connection = await database.connect();
  const [places] = await connection.query(
    "SELECT p.id FROM personnel p JOIN department d ON d.id = p.department_id WHERE d.location_id <> p.location_id",
  );
  const [headcounts] = await connection.query(
    `SELECT d.id, (SELECT COUNT(*) FROM personnel p WHERE p.department_id = d.id) AS people,
       (SELECT COALESCE(SUM(h.people), 0) FROM department_headcount h WHERE h.department_id = d.id) AS counted
     FROM department d HAVING people <> counted`,
  );
  const [wordless] = await connection.query(
    `SELECT p.id FROM personnel p WHERE (SELECT COUNT(DISTINCT w.field) FROM personnel_word w WHERE w.personnel_id = p.id) <> 3`,
  );
  await connection.end();
  expect({ places, headcounts, wordless }).toEqual({ places: [], headcounts: [], wordless: [] });
}
