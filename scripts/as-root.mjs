import { spawnSync } from "node:child_process";

/**
 * A command as it has to be called to run as root.
 * @param {string[]} command program and arguments
 * @returns {string[]} the command itself when we are root, else with `sudo` before it, which fails when it may not
 */
export function asRoot(command) {
  return process.getuid?.() === 0 ? command : ["sudo", "-n", ...command];
}

/** @returns {boolean} whether `asRoot` commands work: we are root, or sudo asks for no password */
export function mayActAsRoot() {
  return process.getuid?.() === 0 || spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0;
}
