import { existsSync, readdirSync } from "node:fs";
import { mayActAsRoot } from "./as-root.mjs";
import { findDatabaseBinary } from "./database-binary.mjs";

/** What the tests of ha-web's boot run, where Debian and Ubuntu keep it: a path, or a folder and how the name begins. */
const programs = [
  { file: "/usr/bin/jq", package: "jq" },
  { file: "/usr/bin/curl", package: "curl" },
  { file: "/usr/bin/openssl", package: "openssl" },
  { file: "/usr/bin/shellcheck", package: "shellcheck" },
  { file: "/usr/bin/memcached", package: "memcached" },
  { file: "/usr/bin/php", package: "php-cli" },
  { file: "/usr/sbin/php-fpm*", package: "php-fpm" },
  { file: "/usr/share/doc/php-mysql", package: "php-mysql" },
  { file: "/usr/share/doc/php-memcached", package: "php-memcached" },
  { file: "/usr/sbin/apache2", package: "apache2" },
  { file: "/usr/share/wordpress/wp-load.php", package: "wordpress" },
  {
    file: "/usr/share/wordpress/wp-content/themes/twentytwentythree",
    package: "wordpress-theme-twentytwentythree",
  },
];

/** @returns {string[]} the packages whose program is not here */
export function missingSitePackages() {
  return programs.filter(({ file }) => !isThere(file)).map((program) => program.package);
}

/**
 * @returns {string | undefined} why the boot of an instance can't be tested here; undefined when it can
 */
export function whyNoInstanceBoots() {
  if (process.platform !== "linux") return "it takes a Linux: the instances are namespaces";
  if (!mayActAsRoot())
    return "it takes root, or a sudo that asks for no password: the instances have mounts of their own";
  const missing = missingSitePackages();
  if (missing.length > 0) return `missing: apt-get install -y ${missing.join(" ")}`;
  return findDatabaseBinary() ? undefined : "no MySQL-compatible server on this machine";
}

/** @param {string} file */
function isThere(file) {
  if (!file.endsWith("*")) return existsSync(file);
  const cut = file.lastIndexOf("/");
  const [folder, start] = [file.slice(0, cut), file.slice(cut + 1, -1)];
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(start));
}
