import { readdirSync, readFileSync } from "node:fs";

/**
 * How often the processes are looked at. Often enough not to miss what lasts, seldom enough not to take a hundredth of a
 * core.
 */
const intervalMs = 20;

/** Linux counts processor time for others in hundredths of a second, whatever its own clock does. */
const millisecondsPerTick = 10;

/**
 * Watches how much memory a process and its descendants hold together, on Linux. Memory that they share counts for each.
 *
 * @returns what ends the watch, and gives the largest sum in bytes; 0 if it couldn't be seen
 */
export function watchProcessTree(pid: number): () => number {
  let peakBytes = 0;
  const look = () => {
    peakBytes = Math.max(peakBytes, residentBytes(pid));
  };
  const timer = setInterval(look, intervalMs);
  return () => {
    clearInterval(timer);
    return peakBytes;
  };
}

/** The processor time of all children of this process that have ended, and of their children, on Linux. */
export function endedChildrenCpuMs(): number {
  const fields = readFileSync("/proc/self/stat", "latin1");
  // The second field is the program's name, which may hold blanks; the numbers behind it begin with the third.
  const numbers = fields.slice(fields.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [numbers[13], numbers[14]];
  return (Number(user) + Number(system)) * millisecondsPerTick;
}

function residentBytes(pid: number): number {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0;
    return Number(kibibytes) * 1024 + childrenOf(pid).reduce((sum, child) => sum + residentBytes(child), 0);
  } catch (error) {
    if (hasEnded(error)) return 0;
    throw error;
  }
}

/** Of all its threads: a program in Go starts others from any. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").split(" ").filter(Boolean).map(Number),
  );
}

/** Between two looks a process may be gone, or be going. */
function hasEnded(error: unknown): boolean {
  return ["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "");
}
