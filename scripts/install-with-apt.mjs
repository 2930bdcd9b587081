import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { asRoot, mayActAsRoot } from "./as-root.mjs";

/** @returns {boolean} whether this is a Debian or Ubuntu where we may install */
export function mayInstallWithApt() {
  return existsSync("/usr/bin/apt-get") && mayActAsRoot();
}

/**
 * Installs packages, but starts none of the services that some of them bring: tests start programs of their own.
 * Says what failed; whether the programs are there now is the caller's to look at.
 * @param {string[]} packages
 */
export function installWithApt(packages) {
  run(["apt-get", "update", "-q"]);
  run(["sh", "-c", installWithoutServices, "sh", ...packages]);
}

/** Debian's packages ask policy-rc.d before they start a service; and would start them at the next boot if enabled. */
const installWithoutServices = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod +x "$policy"
fi
before=$(ls /lib/systemd/system)
apt-get install -y -q --no-install-recommends "$@"
if [ -d /run/systemd/system ]; then
  for unit in $(ls /lib/systemd/system); do
    case "$before" in *"$unit"*) ;; *) systemctl disable --quiet "$unit" || true ;; esac
  done
fi`;

/** @param {string[]} command */
function run(command) {
  const [program = "", ...args] = asRoot(["env", "DEBIAN_FRONTEND=noninteractive", ...command]);
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) console.error(`${command.slice(0, 2).join(" ")} failed:\n${stdout}${stderr}`);
}
