import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { killProcessTree } from "./process-tree";

/** How a program ended, and what it said. */
export interface ProgramResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Kills it, with all it has started; the result is then the signal's reason, thrown. */
  readonly signal: AbortSignal;
  /** Kills it likewise, and the result is what came of it. */
  readonly kill?: AbortSignal;
  /** Told each line of its standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program to its end in a process group of its own, so that the terminal's Ctrl-C reaches us alone and we see to
 * the end of everything.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  { folder, environment, signal, kill, onLine }: ProgramOptions,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(command, args, {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const end = () => {
      if (child.pid !== undefined) killProcessTree(child.pid);
    };
    for (const each of [signal, kill]) each?.addEventListener("abort", end, { once: true });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    if (onLine) createInterface({ input: child.stdout }).on("line", onLine);
    child.once("error", reject);
    child.once("close", (code) => {
      for (const each of [signal, kill]) each?.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason);
      else resolve({ code, stdout, stderr });
    });
  });
}
