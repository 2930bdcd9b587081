import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findDatabaseBinary } from "./database-binary.mjs";

/**
 * Sees to it that the database tests find a server: the one of DATABASE_URL, or a program on this machine. On Debian
 * and Ubuntu it installs one when it may; without a word when there is nothing to do.
 *
 * Only the programs are installed, not Debian's `mariadb-server`, which would start a server on port 3306 for good.
 * @returns {boolean} whether there is a server now
 */
export function ensureDatabaseServer() {
  if (process.env.DATABASE_URL || findDatabaseBinary()) return true;
  const prefix = rootPrefix();
  if (prefix && existsSync("/usr/bin/apt-get")) {
    console.log("No MySQL-compatible server on this machine: installing MariaDB's programs with apt-get.");
    for (const command of installCommands) run([...prefix, ...command]);
    if (findDatabaseBinary()) return true;
  }
  console.error(
    "The database tests need a MySQL-compatible server and found none. Run `apt-get install -y mariadb-server` (or " +
      "install MySQL 8), or set DATABASE_URL and DATABASE_CA_FILE.",
  );
  return false;
}

const installCommands = [
  ["apt-get", "update", "-q"],
  ["apt-get", "install", "-y", "-q", "--no-install-recommends", "mariadb-server-core", "mariadb-client-core"],
];

/** @returns {string[] | undefined} what to put before a command to run it as root; undefined when we may not */
function rootPrefix() {
  const environment = ["env", "DEBIAN_FRONTEND=noninteractive"];
  if (process.getuid?.() === 0) return environment;
  const allowed = spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0;
  return allowed ? ["sudo", "-n", ...environment] : undefined;
}

/** @param {string[]} command */
function run([program = "", ...args]) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) console.error(`${args.join(" ")} failed:\n${stdout}${stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !ensureDatabaseServer()) process.exitCode = 1;
