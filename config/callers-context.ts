import { readFileSync } from "node:fs";
import { isJsonObject } from "./deep-merge";

/** Where cdktf looks for context beside cdktf.json. */
export const contextVariable = "CDKTF_CONTEXT_JSON";

/** The key by which cdktf-cli's own value of the variable is known: it adds it for the app that it starts. */
const cliMark = "cdktfRelativeModules";

/**
 * The value of CDKTF_CONTEXT_JSON as the caller set it; undefined or empty if the caller didn't.
 *
 * cdktf-cli 0.21 loses it: when cdktf.json has a `context`, the CLI overwrites its own variable with that (`parseConfig`
 * in @cdktf/commons) before it starts the app, so `CDKTF_CONTEXT_JSON=… cdktf deploy` would quietly build something
 * else than asked for. On Linux the value that the CLI itself was started with can still be read in /proc, which keeps
 * a process's first environment. Elsewhere it can't, and a warning says so.
 *
 * @param fileHasContext whether cdktf.json has a `context`; without one the CLI passes the caller's value on
 * @param parent the process that started this one
 */
export function callersContext(fileHasContext: boolean, parent = process.ppid): string | undefined {
  const ours = process.env[contextVariable];
  if (!fileHasContext || !carriesCliMark(ours)) return ours;
  try {
    return contextOfNearestUnmarked(parent);
  } catch {
    process.emitWarning(
      `Under cdktf-cli only the context in cdktf.json counts here: ${contextVariable}, if you set it, can't be seen. ` +
        "Use `npm run synth`, or take `context` out of cdktf.json.",
    );
    return ours;
  }
}

/** Climbs from the app over the shell that the CLI puts between to the CLI, the first without its own mark. */
function contextOfNearestUnmarked(pid: number): string | undefined {
  const context = environmentOf(pid).get(contextVariable);
  return carriesCliMark(context) ? contextOfNearestUnmarked(parentOf(pid)) : context;
}

function carriesCliMark(context: string | undefined): boolean {
  if (!context?.includes(cliMark)) return false;
  try {
    const value: unknown = JSON.parse(context);
    return isJsonObject(value) && Object.hasOwn(value, cliMark);
  } catch {
    return false;
  }
}

/** proc(5): `name=value` entries, each ended by a null byte. */
function environmentOf(pid: number): Map<string, string> {
  const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  return new Map(
    entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}

/** proc(5): `pid (command) state ppid …`, where the command may itself hold spaces and parentheses. */
function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(parent);
}
