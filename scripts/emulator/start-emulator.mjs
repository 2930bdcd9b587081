import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findDatabaseBinary } from "../database-binary.mjs";
import { findMoto } from "./find-moto.mjs";

const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Loading moto takes two seconds; a busy machine, more. */
const startTimeoutMs = 60_000;

/**
 * The emulated AWS account, running.
 * @typedef {object} Emulator
 * @property {string} endpoint where its API is, e.g. `http://127.0.0.1:40123`
 * @property {number} port
 * @property {string} region the one in `environment`; every other one is there too
 * @property {Readonly<Record<string, string>>} environment what Terraform, cdktf and SDKs need to use it instead of AWS
 * @property {string} stateFolder where its databases and functions lie; removed at its end
 * @property {() => string} log what it has printed: errors of moto, and databases that don't start
 * @property {(path: string, method?: string) => Promise<any>} admin asks its admin view: see emulator/admin.py
 * @property {() => Promise<void>} stop ends it, its functions and databases, and removes its folder
 */

/**
 * What the emulated account needs and this machine lacks, each with the command that brings it.
 * @returns {string[]}
 */
export function missingForEmulator() {
  const moto = findMoto();
  const database = findDatabaseBinary()
    ? []
    : [
        "no MySQL-compatible server: run `node scripts/ensure-database-server.mjs` or `apt-get install -y mariadb-server`",
      ];
  return [...("missing" in moto ? [moto.missing] : []), ...database];
}

/**
 * Starts an emulated account on a free port of loopback. It ends with this process however that ends, and leaves no
 * process and no file behind.
 *
 * @param {{ region?: string }} [options] `region`: what `environment` names. @default eu-west-1, as in the settings
 * @returns {Promise<Emulator>}
 * @throws {Error} naming what is missing on this machine, or what the emulator said when it didn't start
 */
export async function startEmulator({ region = "eu-west-1" } = {}) {
  const missing = missingForEmulator();
  if (missing.length > 0) throw new Error(`the emulated account can't start:\n${missing.join("\n")}`);
  const stateFolder = mkdtempSync(join(tmpdir(), "strata-emulator-"));
  const child = spawn(pythonOf(findMoto()), emulatorArguments(stateFolder), {
    cwd: projectFolder,
    env: emulatorEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
    // Ctrl-C goes to us, who then stop it in good order.
    detached: true,
  });
  let log = "";
  child.stderr.on("data", (text) => {
    // Enough for a report; moto can be talkative.
    log = (log + text).slice(-200_000);
  });
  const stop = async () => {
    child.ref();
    // The end of its input is its signal, also when we end without having come here.
    child.stdin.end();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    rmSync(stateFolder, { recursive: true, force: true });
  };
  const port = await portOf(child, () => log).catch(async (error) => {
    child.kill("SIGTERM");
    await stop();
    throw error;
  });
  // A program that has nothing more to do may end without stopping it: that ends it too.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    const pipe = /** @type {import("node:net").Socket} */ (stream);
    pipe.unref();
  }
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    port,
    region,
    environment: clientEnvironment(endpoint, region),
    stateFolder,
    log: () => log,
    admin: (path, method = "GET") => askAdmin(`${endpoint}/_strata/${path}`, method),
    stop,
  };
}

/** @param {{ python: string } | { missing: string }} moto */
function pythonOf(moto) {
  return "python" in moto ? moto.python : "python3";
}

/** @param {string} stateFolder */
function emulatorArguments(stateFolder) {
  const database = findDatabaseBinary();
  return [
    // No __pycache__ in the project.
    "-B",
    "-m",
    "emulator",
    "--port=0",
    `--state-dir=${stateFolder}`,
    `--node=${process.execPath}`,
    ...(database ? [`--database-server=${database.server}`, `--database-flavour=${database.flavour}`] : []),
    ...(database?.installer ? [`--database-installer=${database.installer}`] : []),
  ];
}

/** Without the user's own AWS settings: moto calls boto3 in places, and must never find a real account. */
function emulatorEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("AWS_") && !name.startsWith("MOTO_"),
  );
  return {
    ...Object.fromEntries(kept),
    PYTHONUNBUFFERED: "1",
    AWS_ACCESS_KEY_ID: "emulated",
    AWS_SECRET_ACCESS_KEY: "emulated",
  };
}

/**
 * The literal 127.0.0.1, not localhost: Terraform's S3 backend puts the bucket's name before a host's name, but not before
 * an address.
 * @param {string} endpoint
 * @param {string} region
 */
function clientEnvironment(endpoint, region) {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "emulated",
    AWS_SECRET_ACCESS_KEY: "emulated",
    AWS_SESSION_TOKEN: "",
    AWS_PROFILE: "",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

/**
 * @param {import("node:child_process").ChildProcessByStdio<any, import("node:stream").Readable, any>} child
 * @param {() => string} log
 * @returns {Promise<number>}
 */
async function portOf(child, log) {
  const lines = createInterface({ input: child.stdout });
  const timer = setTimeout(() => lines.close(), startTimeoutMs);
  try {
    for await (const line of lines) return JSON.parse(line).port;
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the emulated account did not start:\n${log()}`);
}

/**
 * @param {string} url
 * @param {string} method
 */
async function askAdmin(url, method) {
  const answer = await fetch(url, { method });
  const body = /** @type {any} */ (await answer.json());
  if (!answer.ok) throw new Error(`${method} ${url}: ${body.error}`);
  return body;
}
