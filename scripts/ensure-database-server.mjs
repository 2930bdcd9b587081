import { fileURLToPath } from "node:url";
import { findDatabaseBinary } from "./database-binary.mjs";
import { installWithApt, mayInstallWithApt } from "./install-with-apt.mjs";

/** The programs only, not Debian's `mariadb-server`, which is a service of its own on port 3306. */
const packages = ["mariadb-server-core", "mariadb-client-core"];

/**
 * Sees to it that the database tests find a server: the one of DATABASE_URL, or a program on this machine. On Debian
 * and Ubuntu it installs one when it may; without a word when there is nothing to do.
 * @returns {boolean} whether there is a server now
 */
export function ensureDatabaseServer() {
  if (process.env.DATABASE_URL || findDatabaseBinary()) return true;
  if (mayInstallWithApt()) {
    console.log("No MySQL-compatible server on this machine: installing MariaDB's programs with apt-get.");
    installWithApt(packages);
    if (findDatabaseBinary()) return true;
  }
  console.error(
    "The database tests need a MySQL-compatible server and found none. Run `apt-get install -y mariadb-server` (or " +
      "install MySQL 8), or set DATABASE_URL and DATABASE_CA_FILE.",
  );
  return false;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !ensureDatabaseServer()) process.exitCode = 1;
