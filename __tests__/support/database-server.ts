import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection, ConnectionOptions } from "mysql2/promise";
import { createConnection } from "mysql2/promise";
import { findDatabaseBinary } from "../../scripts/database-binary.mjs";
import { startDatabaseProcess } from "./database-process";

/** A database user's name and password: the shape of the secrets that the functions read. */
export interface DatabaseCredentials {
  readonly username: string;
  readonly password: string;
}

/** A real MySQL-compatible server that accepts TLS connections only, as the deployed one does. */
export interface DatabaseServer {
  readonly host: string;
  readonly port: number;
  /** The PEM file that a client must trust: what `DATABASE_CA_FILE` names. */
  readonly caFile: string;
  /** Every right: for arranging a test and looking at its outcome. */
  readonly admin: DatabaseCredentials;
  /** The rights that RDS gives its master user: no SUPER, no other user's sessions, no global settings. */
  readonly master: DatabaseCredentials;
  /**
   * Opens a connection, as admin unless told otherwise, over verified TLS. The caller ends it.
   * @param options any mysql2 option; `user` with `password`, `database`, `multipleStatements` …
   */
  connect(options?: ConnectionOptions): Promise<Connection>;
  /**
   * Makes an empty database with a name of its own.
   * @returns the name; the server's end is the database's end
   */
  createDatabase(): Promise<string>;
  /** Starts the server again on the same port with the same data, after `stop` or `kill`. */
  start(): Promise<void>;
  /** Ends the server in an orderly way: sessions get an error, then the port is closed. */
  stop(): Promise<void>;
  /** Ends the server at once, as a crash would: what was committed is there after the next start. */
  kill(): Promise<void>;
  /** Ends the server for good and removes its data: for `afterAll`. */
  close(): Promise<void>;
}

/** What a test may choose about its server. */
export interface DatabaseServerOptions {
  /** A server that the test may stop and kill: `DATABASE_URL` is then left alone. @default false */
  readonly own?: boolean;
  /** The host name in the server's certificate; another than `localhost` makes verification fail. @default "localhost" */
  readonly certificateHost?: string;
  /** More options of the server, as on its command line, e.g. `["--innodb-buffer-pool-size=1G"]`. @default [] */
  readonly serverOptions?: readonly string[];
}

/**
 * The database server for a test file: the one that `DATABASE_URL` names, else a private one, started within a
 * second in a temporary folder on a free port, which ends with the test process however that ends.
 *
 * With `DATABASE_URL` (`mysql://user:password@host:port`) the user must be allowed to create databases and
 * users, and `DATABASE_CA_FILE` must name the authority that signed the server's certificate.
 *
 * @throws Error naming what is missing and the command that installs it
 */
export async function startDatabaseServer(options: DatabaseServerOptions = {}): Promise<DatabaseServer> {
  const url = process.env.DATABASE_URL;
  if (url && !options.own && !options.certificateHost && !options.serverOptions) return useServerAt(url);
  return startPrivateServer(options);
}

async function startPrivateServer(options: DatabaseServerOptions): Promise<DatabaseServer> {
  const binary = findDatabaseBinary();
  if (!binary) {
    throw new Error(
      "no MySQL-compatible server on this machine: these tests need mariadbd or mysqld. " +
        "Run `node scripts/ensure-database-server.mjs` (or `apt-get install -y mariadb-server`), or set DATABASE_URL and DATABASE_CA_FILE",
    );
  }
  const admin = { username: "admin", password: randomBytes(18).toString("base64url") };
  const master = { username: "master", password: randomBytes(18).toString("base64url") };
  const folder = mkdtempSync(join(tmpdir(), "strata-database-"));
  const server = await startDatabaseProcess({
    binary,
    folder,
    certificateHost: options.certificateHost ?? "localhost",
    serverOptions: options.serverOptions ?? [],
    firstStatements: [...createAdmin(admin), ...createMaster(master)],
  }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    ...clientOf({ host: "localhost", port: server.port, caFile: server.caFile, admin, master }),
    start: () => server.start(),
    stop: () => server.stop(),
    kill: () => server.kill(),
    close: () => server.remove(),
  };
}

function useServerAt(url: string): DatabaseServer {
  const { hostname: host, port, username, password } = new URL(url);
  const caFile = process.env.DATABASE_CA_FILE;
  if (!caFile) {
    throw new Error(
      "DATABASE_URL without DATABASE_CA_FILE: name the PEM file of the authority that signed its certificate",
    );
  }
  const admin = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  const refuse = async () => {
    throw new Error("the server at DATABASE_URL isn't ours to stop: use startDatabaseServer({ own: true })");
  };
  return {
    ...clientOf({ host, port: Number(port || 3306), caFile, admin, master: admin }),
    start: refuse,
    stop: refuse,
    kill: refuse,
    close: async () => {},
  };
}

type Address = Pick<DatabaseServer, "host" | "port" | "caFile" | "admin" | "master">;

function clientOf(address: Address): Address & Pick<DatabaseServer, "connect" | "createDatabase"> {
  const ca = readFileSync(address.caFile, "utf8");
  const connect = (options: ConnectionOptions = {}) =>
    createConnection({
      host: address.host,
      port: address.port,
      user: address.admin.username,
      password: address.admin.password,
      charset: "utf8mb4",
      ssl: { ca, verifyIdentity: true, minVersion: "TLSv1.2" },
      ...options,
    });
  const createDatabase = async () => {
    const name = `test_${randomBytes(6).toString("hex")}`;
    const connection = await connect();
    await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    await connection.end();
    return name;
  };
  return { ...address, connect, createDatabase };
}

function createAdmin({ username, password }: DatabaseCredentials): string[] {
  return [
    `CREATE USER '${username}'@'%' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO '${username}'@'%' WITH GRANT OPTION;`,
  ];
}

/** The list of the RDS User Guide, "Master user account privileges", MySQL, as far as MariaDB knows the names too. */
const masterPrivileges = [
  "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES",
  "CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW",
  "CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER",
].join(", ");

function createMaster({ username, password }: DatabaseCredentials): string[] {
  return [
    `CREATE USER '${username}'@'%' IDENTIFIED BY '${password}';`,
    `GRANT ${masterPrivileges} ON *.* TO '${username}'@'%' WITH GRANT OPTION;`,
  ];
}
