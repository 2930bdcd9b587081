import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import getPort from "get-port";
import type { DatabaseBinary } from "../../scripts/database-binary.mjs";
import { makeThrowawayCertificates } from "./throwaway-certificates";

/** A server program with its data folder; ends with the process that started it. */
export interface DatabaseProcess {
  readonly port: number;
  /** PEM file of the authority that signed the server's certificate. */
  readonly caFile: string;
  start(): Promise<void>;
  /** SIGTERM: an orderly end. */
  stop(): Promise<void>;
  /** SIGKILL: what was committed is still there after the next start. */
  kill(): Promise<void>;
  /** Ends the server and removes its folder. */
  remove(): Promise<void>;
}

/** What a server needs to start. */
export interface DatabaseProcessOptions {
  readonly binary: DatabaseBinary;
  /** An empty folder; everything of the server lies below it. */
  readonly folder: string;
  /** The host name in the server's certificate. */
  readonly certificateHost: string;
  readonly serverOptions: readonly string[];
  /** SQL run by the server's super user at the very first start, one statement a line. */
  readonly firstStatements: readonly string[];
}

const startTimeoutMs = 30_000;

/** Makes the data folder and starts the server; resolves when it accepts connections. */
export async function startDatabaseProcess(options: DatabaseProcessOptions): Promise<DatabaseProcess> {
  const { folder } = options;
  const caFile = await writeCertificates(options);
  makeDataFolder(options);
  const firstStatementsFile = join(folder, "first.sql");
  writeFileSync(firstStatementsFile, `${options.firstStatements.join("\n")}\n`, { mode: 0o600 });
  const port = await getPort();
  const guard = guardAgainstOrphans(folder);

  let server = await launch(options, port, [`--init-file=${firstStatementsFile}`]);
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, "exit");
    server.kill(signal);
    await exit;
  };
  return {
    port,
    caFile,
    start: async () => {
      server = await launch(options, port, []);
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    remove: async () => {
      await end("SIGKILL");
      // Nothing else may be left that keeps us alive until it is done.
      guard.ref();
      guard.stdin?.end();
      await once(guard, "exit");
    },
  };
}

async function writeCertificates({ folder, certificateHost }: DatabaseProcessOptions): Promise<string> {
  const { ca, certificate, key } = await makeThrowawayCertificates(certificateHost);
  writeFileSync(join(folder, "ca.pem"), ca);
  writeFileSync(join(folder, "server.pem"), certificate);
  writeFileSync(join(folder, "server-key.pem"), key, { mode: 0o600 });
  return join(folder, "ca.pem");
}

function makeDataFolder({ binary, folder }: DatabaseProcessOptions): void {
  const dataFolder = join(folder, "data");
  const [program, args] =
    binary.flavour === "mariadb" && binary.installer
      ? [binary.installer, ["--auth-root-authentication-method=normal", "--skip-test-db"]]
      : [binary.server, ["--initialize-insecure", `--log-error=${join(folder, "install.log")}`]];
  mkdirSync(join(folder, "tmp"));
  const result = spawnSync(
    program,
    ["--no-defaults", ...userOption(), `--datadir=${dataFolder}`, `--tmpdir=${join(folder, "tmp")}`, ...args],
    { encoding: "utf8" },
  );
  if (result.status !== 0)
    throw new Error(`${program} could not make a data folder:\n${result.stdout}\n${result.stderr}`);
}

/** A server started by root wants to be told as whom it shall run. */
function userOption(): string[] {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}

async function launch(options: DatabaseProcessOptions, port: number, more: string[]): Promise<ChildProcess> {
  const { binary, folder } = options;
  const log = join(folder, "server.log");
  const child = spawn(
    binary.server,
    [
      "--no-defaults",
      ...userOption(),
      `--datadir=${join(folder, "data")}`,
      `--tmpdir=${join(folder, "tmp")}`,
      `--socket=${join(folder, "server.sock")}`,
      `--pid-file=${join(folder, "server.pid")}`,
      `--log-error=${log}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      `--ssl-ca=${join(folder, "ca.pem")}`,
      `--ssl-cert=${join(folder, "server.pem")}`,
      `--ssl-key=${join(folder, "server-key.pem")}`,
      "--require-secure-transport=ON",
      // As RDS's default parameter group for MySQL 8.4, also where MariaDB's defaults differ.
      "--character-set-server=utf8mb4",
      "--transaction-isolation=REPEATABLE-READ",
      // Speed: a killed server keeps what was committed; a power cut needn't be survived here.
      ...(binary.flavour === "mariadb" ? ["--debug-no-sync"] : []),
      "--innodb-flush-log-at-trx-commit=2",
      "--innodb-buffer-pool-size=128M",
      ...(binary.flavour === "mysql" ? ["--mysqlx=OFF", "--skip-log-bin"] : []),
      ...more,
      ...options.serverOptions,
    ],
    { stdio: "ignore" },
  );
  await waitUntilListening(child, port, log);
  return child;
}

async function waitUntilListening(child: ChildProcess, port: number, log: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (!(await greets(port))) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`the database server did not start; its log:\n${readFileSync(log, "utf8")}`);
    }
    await sleep(10);
  }
}

/** An open port isn't enough: the server greets when it is ready for a client. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const answer = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.once("data", () => answer(true));
    socket.once("error", () => answer(false));
    socket.once("close", () => answer(false));
  });
}

/**
 * A shell that waits for our end (its input closes, even if we are killed), then ends the server and removes
 * the folder: no interrupted test run leaves a server or a data folder behind.
 */
function guardAgainstOrphans(folder: string): ChildProcess {
  const script = `cat >/dev/null; [ -f "$0/server.pid" ] && kill -9 "$(cat "$0/server.pid")" 2>/dev/null; rm -rf "$0"`;
  const guard = spawn("sh", ["-c", script, folder], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  guard.unref();
  return guard;
}
