import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * A MySQL-compatible server program found on the machine.
 * @typedef {object} DatabaseBinary
 * @property {"mariadb" | "mysql"} flavour the two differ in how a data folder is made
 * @property {string} server path of `mariadbd` or `mysqld`
 * @property {string | undefined} installer path of `mariadb-install-db`; MySQL needs none
 */

/** Distributions keep server programs where a user's PATH often doesn't look. */
const systemFolders = [
  "/usr/sbin",
  "/usr/libexec",
  "/usr/local/sbin",
  "/opt/homebrew/bin",
  "/usr/local/bin",
  "/usr/bin",
];

/**
 * Looks for a server program in PATH and in the folders where distributions keep it.
 * @returns {DatabaseBinary | undefined} nothing when there is no server, or only half of a MariaDB
 */
export function findDatabaseBinary() {
  const server = findProgram(["mariadbd", "mysqld"]);
  if (!server) return undefined;
  // Debian's `mysqld` is a link to MariaDB: only the program itself knows.
  const version = spawnSync(server, ["--no-defaults", "--version"], { encoding: "utf8" });
  if (version.status !== 0) return undefined;
  if (!version.stdout.includes("MariaDB")) return { flavour: "mysql", server, installer: undefined };
  const installer = findProgram(["mariadb-install-db", "mysql_install_db"]);
  return installer ? { flavour: "mariadb", server, installer } : undefined;
}

/**
 * @param {string[]} names in order of preference
 * @returns {string | undefined}
 */
function findProgram(names) {
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), ...systemFolders];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
