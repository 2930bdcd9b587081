import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createConnection } from "mysql2/promise";
import { beforeAll, describe, expect, it } from "vitest";
import { emulatorMissing, useEmulator } from "./support/emulator";

const account = useEmulator();

interface Credentials {
  readonly username: string;
  readonly password: string;
}

let secretArn = "";

const rds = (Action: string, more: Record<string, string> = {}) =>
  account().form("rds", { Action, Version: "2014-10-31", ...more });

async function databaseView() {
  const [database] = await account().admin("databases");
  return database;
}

async function untilStatus(status: string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const { body } = await rds("DescribeDBInstances", { DBInstanceIdentifier: "staff" });
    if (body.includes(`<DBInstanceStatus>${status}<`)) return body;
    await sleep(100);
  }
  throw new Error(`the instance did not become ${status}`);
}

async function masterCredentials(): Promise<Credentials> {
  const { body } = await account().target("secretsmanager", "secretsmanager.GetSecretValue", {
    SecretId: secretArn,
  });
  return JSON.parse(body.SecretString);
}

async function logIn({ username, password }: Credentials, tls = true): Promise<Connection> {
  const { reachedAt, caFile } = await databaseView();
  const connection = await createConnection({
    host: reachedAt.host,
    port: reachedAt.port,
    user: username,
    password,
    database: "directory",
    ...(tls ? { ssl: { ca: readFileSync(caFile, "utf8"), verifyIdentity: true } } : {}),
  });
  return connection;
}

async function tryToLogIn(credentials: Credentials, tls = true): Promise<string> {
  try {
    await (await logIn(credentials, tls)).end();
    return "in";
  } catch (error) {
    return (error as { code?: string }).code ?? "unknown";
  }
}

async function createInstance(): Promise<void> {
  const group = { DBParameterGroupName: "staff" };
  await rds("CreateDBParameterGroup", { ...group, DBParameterGroupFamily: "mysql8.4", Description: "staff" });
  await setSecureTransport("1");
  const { body } = await rds("CreateDBInstance", {
    ...group,
    DBInstanceIdentifier: "staff",
    DBInstanceClass: "db.t4g.micro",
    Engine: "mysql",
    EngineVersion: "8.4",
    AllocatedStorage: "20",
    DBName: "directory",
    MasterUsername: "chief",
    ManageMasterUserPassword: "true",
    "Tags.Tag.1.Key": "System",
    "Tags.Tag.1.Value": "directory",
  });
  expect(body).toContain("<DBInstanceStatus>creating<");
  const description = await untilStatus("available");
  secretArn = /<SecretArn>(.*?)</.exec(description)?.[1] ?? "";
}

function setSecureTransport(value: string) {
  return rds("ModifyDBParameterGroup", {
    DBParameterGroupName: "staff",
    "Parameters.Parameter.1.ParameterName": "require_secure_transport",
    "Parameters.Parameter.1.ParameterValue": value,
    "Parameters.Parameter.1.ApplyMethod": "immediate",
  });
}

/** A package of functions/packages.json, as it is deployed. */
async function deploy(name: string, environment: Record<string, string>): Promise<void> {
  const code = readFileSync(join(__dirname, `../../.build/functions/directory-${name}.zip`));
  const { status } = await account().call("lambda", "POST", "/2015-03-31/functions", {
    FunctionName: name,
    Runtime: "nodejs22.x",
    Role: "arn:aws:iam::123456789012:role/directory",
    Handler: "index.handler",
    Timeout: 60,
    MemorySize: 512,
    Environment: { Variables: { ...(await databaseEnvironment()), ...environment } },
    Code: { ZipFile: code.toString("base64") },
  });
  expect(status).toBe(201);
}

/** Exactly what stacks/directory/api.ts gives to its functions: nothing tells them that this isn't AWS. */
async function databaseEnvironment(): Promise<Record<string, string>> {
  const { endpoint } = await databaseView();
  return {
    DATABASE_HOST: endpoint.host,
    DATABASE_PORT: String(endpoint.port),
    DATABASE_NAME: "directory",
    DATABASE_CA_FILE: "/var/runtime/ca-cert.pem",
  };
}

async function invoke(name: string, event: object) {
  const { body } = await account().call("lambda", "POST", `/2015-03-31/functions/${name}/invocations`, event);
  return body;
}

async function health() {
  const { statusCode, body } = await invoke("api", {
    resource: "/health",
    path: "/health",
    httpMethod: "GET",
    headers: {},
    multiValueHeaders: {},
    requestContext: { requestId: "test", identity: {} },
    isBase64Encoded: false,
  });
  return { statusCode, body: JSON.parse(body) };
}

describe.skipIf(emulatorMissing)("an Aurora cluster in the emulated account", () => {
  it("is one server behind all of its endpoints, and goes with them", async () => {
    const cluster = { DBClusterIdentifier: "site" };
    await rds("CreateDBCluster", {
      ...cluster,
      Engine: "aurora-mysql",
      DatabaseName: "wordpress",
      MasterUsername: "chief",
      ManageMasterUserPassword: "true",
    });
    await rds("CreateDBInstance", {
      ...cluster,
      DBInstanceIdentifier: "site-a",
      DBInstanceClass: "db.t4g.medium",
      Engine: "aurora-mysql",
    });
    const { body } = await untilClusterIsAvailable();
    const [database] = await account().admin("databases");
    expect(database).toMatchObject({ identifier: "site", isRunning: true });
    const hosts = JSON.parse(readFileSync(join(account().stateFolder, "hosts.json"), "utf8"));
    const names = [...body.matchAll(/<(?:Reader)?Endpoint>(.*?)</g)].map(([, name]) => `${name}:3306`);
    names.push(`site-a.aaaaaaaaaa.${account().region}.rds.amazonaws.com:3306`);
    expect(hosts).toEqual(Object.fromEntries(names.map((name) => [name, database.reachedAt.port])));

    await rds("DeleteDBInstance", { DBInstanceIdentifier: "site-a" });
    await rds("DeleteDBCluster", { ...cluster, SkipFinalSnapshot: "true" });
    expect(await account().admin("databases")).toEqual([]);
    expect(JSON.parse(readFileSync(join(account().stateFolder, "hosts.json"), "utf8"))).toEqual({});
    expect(
      Object.keys(await account().admin("inventory")).filter((place) => place.includes("snapshots")),
    ).toEqual([]);
  });
});

async function untilClusterIsAvailable() {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await rds("DescribeDBClusters", { DBClusterIdentifier: "site" });
    if (answer.body.includes("<Status>available</Status><")) return answer;
    await sleep(100);
  }
  throw new Error("the cluster did not become available");
}

describe.skipIf(emulatorMissing)("a database in the emulated account", () => {
  beforeAll(createInstance);

  it("has AWS's name and port, and is a server on loopback", async () => {
    expect(await databaseView()).toMatchObject({
      identifier: "staff",
      isRunning: true,
      endpoint: { host: `staff.aaaaaaaaaa.${account().region}.rds.amazonaws.com`, port: 3306 },
    });
  });

  it("lets the master user in with the managed secret's password, over verified TLS", async () => {
    const connection = await logIn(await masterCredentials());
    const [rows] = await connection.query("SELECT USER() AS user, DATABASE() AS name");
    expect(rows).toEqual([{ user: expect.stringMatching(/^chief@/), name: "directory" }]);
    await connection.end();
  });

  it("gives its master user RDS's rights, not all", async () => {
    const connection = await logIn(await masterCredentials());
    await expect(connection.query("SET GLOBAL max_connections = 7")).rejects.toThrow(/SUPER|denied/);
    await connection.end();
  });

  it("has no user without a password", async () => {
    for (const username of ["root", "rdsadmin", ""]) {
      expect(await tryToLogIn({ username, password: "" })).toBe("ER_ACCESS_DENIED_ERROR");
    }
  });

  it("insists on TLS exactly as its parameter group says, at once", async () => {
    const credentials = await masterCredentials();
    expect(await tryToLogIn(credentials, false)).not.toBe("in");
    await setSecureTransport("0");
    expect(await tryToLogIn(credentials, false)).toBe("in");
    await setSecureTransport("1");
    expect(await tryToLogIn(credentials, false)).not.toBe("in");
  });

  it("runs the deployed migration and the deployed API, which know nothing but their environment", async () => {
    await account().form("iam", {
      Action: "CreateRole",
      RoleName: "directory",
      AssumeRolePolicyDocument: "{}",
    });
    const { body: secret } = await account().target("secretsmanager", "secretsmanager.CreateSecret", {
      Name: "api-user",
    });
    await deploy("migration", { MASTER_SECRET_ARN: secretArn, API_SECRET_ARN: secret.ARN });
    await deploy("api", { DATABASE_SECRET_ARN: secret.ARN, CORS_ORIGINS: "", COGNITO_ENABLED: "false" });

    const outcome = await invoke("migration", {});
    expect(outcome).toMatchObject({ schemaVersion: expect.any(Number) });
    expect(outcome.schemaVersion).toBeGreaterThan(0);
    expect(await health()).toMatchObject({
      statusCode: 200,
      body: { data: { database: "reachable" } },
    });
  });

  it("takes the new master password with a rotation of its secret, and only that", async () => {
    const before = await masterCredentials();
    await account().target("secretsmanager", "secretsmanager.RotateSecret", { SecretId: secretArn });
    const after = await masterCredentials();
    expect(after.password).not.toBe(before.password);
    expect(await tryToLogIn(before)).toBe("ER_ACCESS_DENIED_ERROR");
    expect(await tryToLogIn(after)).toBe("in");
    expect(await invoke("migration", { rotate: true })).toMatchObject({ applied: [] });
    expect((await health()).statusCode).toBe(200);
  });

  it("tells every password that there has ever been, to those who look for leaks", async () => {
    const { password } = await masterCredentials();
    const values: string[] = await account().admin("secrets");
    expect(values).toContain(password);
    // The deleted cluster's master, two masters of this one and two users of the API: each as a password and as the
    // secret's whole text.
    expect(values).toHaveLength(10);
  });

  it("keeps its data over a reboot, a crash and a stop", async () => {
    const credentials = await masterCredentials();
    const connection = await logIn(credentials);
    await connection.query("CREATE TABLE kept (id INT PRIMARY KEY)");
    await connection.query("INSERT INTO kept VALUES (7)");
    await connection.end();
    await rds("RebootDBInstance", { DBInstanceIdentifier: "staff" });
    await account().admin("databases/staff/kill", "POST");
    expect(await tryToLogIn(credentials)).toBe("ECONNREFUSED");
    await account().admin("databases/staff/start", "POST");
    await rds("StopDBInstance", { DBInstanceIdentifier: "staff" });
    expect(await tryToLogIn(credentials)).toBe("ECONNREFUSED");
    expect((await health()).statusCode).toBe(503);
    await rds("StartDBInstance", { DBInstanceIdentifier: "staff" });
    const again = await logIn(credentials);
    expect((await again.query("SELECT id FROM kept"))[0]).toEqual([{ id: 7 }]);
    await again.end();
    expect((await health()).statusCode).toBe(200);
  });

  it("is found by its tags", async () => {
    const found = await account().admin("resources?System=directory");
    expect(found.map(({ id }: { id: string }) => id)).toContainEqual(expect.stringMatching(/:db:staff$/));
    expect(await account().admin("resources?System=another")).toEqual([]);
  });

  it("leaves nothing when it is deleted: no server, no data, no secret", async () => {
    const { caFile, reachedAt } = await databaseView();
    await rds("DeleteDBInstance", { DBInstanceIdentifier: "staff", SkipFinalSnapshot: "true" });
    expect(await account().admin("databases")).toEqual([]);
    expect(existsSync(dirname(caFile))).toBe(false);
    await expect(createConnection({ host: reachedAt.host, port: reachedAt.port })).rejects.toThrow(
      "ECONNREFUSED",
    );
    const { body } = await account().target("secretsmanager", "secretsmanager.GetSecretValue", {
      SecretId: secretArn,
    });
    expect(body.__type).toBe("ResourceNotFoundException");
    expect(await account().admin("resources?System=directory")).toEqual([]);
  });
});
