import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { APIGatewayProxyResult } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperationId } from "../../../functions/directory/http/routes";
import type { MigrationOutcome } from "../../../functions/directory/migration/apply-migrations";
import { type DatabaseServer, startDatabaseServer } from "../../support/database-server";
import { migrationsFolder } from "../../support/directory-database";
import { type SecretService, startSecretService } from "../../support/secret-service";
import { temporaryFolders } from "../../support/temporary-folders";
import { makeThrowawayCertificates } from "../../support/throwaway-certificates";
import { checkAgainstContract } from "./support/contract";
import { type DeployedFunction, startDeployedFunction } from "./support/deployed-function";
import { proxyEvent, type RequestParts } from "./support/proxy-event";

const temporaryFolder = temporaryFolders();

/*
 * The very zips that a deploy uploads, in processes that see nothing of the project: whatever the bundler left out or
 * mixed up, a file that isn't packed or a path that only exists here shows.
 */
let server: DatabaseServer;
let secrets: SecretService;
let migration: DeployedFunction;
let api: DeployedFunction;
let environment: Record<string, string>;

beforeAll(async () => {
  const certificates = await makeThrowawayCertificates("localhost");
  [server, secrets] = await Promise.all([startDatabaseServer(), startSecretService(certificates)]);
  const authority = join(temporaryFolder(), "ca.pem");
  writeFileSync(authority, certificates.ca);
  const database = await server.createDatabase();
  environment = {
    ...secrets.environment,
    NODE_EXTRA_CA_CERTS: authority,
    // A notice for this machine's Node; Lambda has a newer one.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    DATABASE_HOST: server.host,
    DATABASE_PORT: String(server.port),
    DATABASE_NAME: database,
    DATABASE_CA_FILE: server.caFile,
  };
  migration = await startDeployedFunction("directory-migration", temporaryFolder(), {
    ...environment,
    API_DATABASE_USER: database,
    MASTER_SECRET_ARN: secrets.set("rds!master", server.master),
    API_SECRET_ARN: secrets.set("api"),
  });
  api = await startApi();
});
afterAll(async () => {
  await Promise.all([api?.close(), migration?.close()]);
  await Promise.all([server.close(), secrets.close()]);
});

function startApi(change: Record<string, string> = {}): Promise<DeployedFunction> {
  return startDeployedFunction("directory-api", temporaryFolder(), {
    ...environment,
    DATABASE_SECRET_ARN: secrets.set("api"),
    CORS_ORIGINS: "https://directory.example.com",
    COGNITO_ENABLED: "false",
    SERVICE_VERSION: "7.8.9",
    ...change,
  });
}

async function call(id: OperationId, parts?: RequestParts, to = api) {
  const answer = await to.invoke<APIGatewayProxyResult>(proxyEvent(id, parts));
  checkAgainstContract(id, answer);
  const isJson = String(answer.headers?.["Content-Type"]).startsWith("application/json");
  return { ...answer, ...(isJson ? JSON.parse(answer.body) : {}) };
}

describe("the deployed packages", () => {
  it("hold one bundle each, what it was made from, and the migrations", () => {
    const migrations = readdirSync(migrationsFolder).filter((file) => file.endsWith(".sql"));
    expect(api.files.toSorted()).toEqual(["index.js", "sources.json"]);
    expect(migration.files.toSorted()).toEqual(
      ["index.js", "sources.json", ...migrations.map((file) => `migrations/${file}`)].toSorted(),
    );
  });

  it("migrate an empty database, and a second time find nothing to do", async () => {
    const first = await migration.invoke<MigrationOutcome>({});
    expect(first.schemaVersion).toBe(first.applied.length);
    expect(first.applied).toContain("0001-create-directory.sql");
    expect(await migration.invoke({ trigger: "again" })).toEqual({
      schemaVersion: first.schemaVersion,
      applied: [],
    });
  });

  it("serve the API: health, a new person read back and found, a file in and out", async () => {
    const health = await call("getHealth");
    expect(health).toMatchObject({ statusCode: 200, data: { version: "7.8.9", database: "reachable" } });

    const header = "firstName,lastName,jobTitle,email,department,location";
    const file = gzipSync(`${header}\nÖzge,Şahin,"Chief, Staff",ozge@example.com,Front Desk,Zürich\n`);
    const headers = { "Content-Type": "text/csv", "Content-Encoding": "gzip" };
    const imported = await call("importPersonnel", { body: file, headers, query: { createMissing: true } });
    expect(imported.data).toMatchObject({ rows: 1, departmentsCreated: ["Front Desk"] });

    const { data: departments } = await call("listDepartments");
    const person = { firstName: "小龙", lastName: "李", jobTitle: "🚀 Clerk", email: "li@example.com" };
    const created = await call("createPerson", { body: { ...person, departmentId: departments[0].id } });
    expect(created).toMatchObject({ statusCode: 201, data: person });
    expect((await call("getPerson", { id: created.data.id })).data).toEqual(created.data);

    const found = await call("search", { query: { q: "李" } });
    expect(found.data.personnel).toEqual([created.data]);
    expect((await call("exportPersonnel")).body).toContain('Özge,Şahin,"Chief, Staff",ozge@example.com');
  });

  it("trust the database's authority only: another one is refused", async () => {
    const stranger = await startApi({ DATABASE_CA_FILE: environment.NODE_EXTRA_CA_CERTS ?? "" });
    expect((await call("getHealth", {}, stranger)).statusCode).toBe(503);
    await stranger.close();
  });

  it("say nothing but lines of JSON, and no secret", async () => {
    const { username, password } = JSON.parse(secrets.get("api") ?? "");
    const lines = [api, migration].flatMap((each) => each.printed().trimEnd().split("\n"));
    expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => "object"));
    for (const secret of [username, password, server.master.password, "ozge@example.com", "Şahin"]) {
      expect(lines.join("\n")).not.toContain(secret);
    }
  });
});
