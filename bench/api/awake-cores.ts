import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";

/** Ends by itself soon after whoever started it. */
const spin = `
const parent = process.ppid;
while (process.ppid === parent) for (let n = 0; n < 1e7; n += 1);
`;

/**
 * Runs work while no core of the machine falls asleep: on each a process spins that gives way to any other at once
 * (Linux's idle scheduling class). Two programs that ask each other in turns leave their cores idle for a moment each
 * time. Whether a core sleeps then depends on how long the moment is, and waking it takes tens of microseconds, most on
 * virtual machines (https://docs.kernel.org/virt/guest-halt-polling.html): so much that it hides what is to be measured.
 *
 * @returns what the work gave, and whether the cores were kept awake: only Linux can, with `chrt` of util-linux
 */
export async function withAwakeCores<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; areAwake: boolean }> {
  const spinners = await Promise.all(Array.from({ length: availableParallelism() }, startSpinner));
  try {
    return { result: await work(), areAwake: spinners.every((spinner) => spinner !== undefined) };
  } finally {
    for (const spinner of spinners) spinner?.kill();
  }
}

/** Nothing where there is no `chrt`. */
async function startSpinner(): Promise<ChildProcess | undefined> {
  const spinner = spawn("chrt", ["--idle", "0", process.execPath, "-e", spin], { stdio: "ignore" });
  try {
    await once(spinner, "spawn");
    return spinner;
  } catch {
    return undefined;
  }
}
