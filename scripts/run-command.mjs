import * as esbuild from "esbuild";
import { BuildError } from "./build.mjs";
import { root } from "./bundle.mjs";

/**
 * What every command of the project gets, whatever else it needs.
 * @typedef {object} Invocation
 * @property {string[]} args what stands behind its name
 * @property {string} root the project's folder
 * @property {(text: string) => void} print
 * @property {(text: string) => void} printError
 * @property {AbortSignal} signal raised by Ctrl-C, and by whoever ends the process: the command then cleans up and returns
 */

/**
 * Runs a command that takes its time, and exits with the code that it returns.
 * @param {(invocation: Invocation) => Promise<number>} command
 */
export async function runCommand(command) {
  process.chdir(root);
  const interrupt = new AbortController();
  // Each time: a second Ctrl-C must not cut off what the first one began.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupt.abort());
  try {
    process.exitCode = await command({
      args: process.argv.slice(2),
      root,
      print: console.log,
      printError: console.error,
      signal: interrupt.signal,
    });
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    await esbuild.stop();
  }
}
