import { spawnSync } from "node:child_process";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/** A killed process may have started another a moment before. */
const mostRounds = 50;

/**
 * Kills a process that leads a group of its own, with all it has started, directly or not: cdktf gives Terraform a
 * terminal and so a process group of its own, which a signal to cdktf's group doesn't reach.
 */
export function killProcessTree(pid: number): void {
  const groups = new Set([pid]);
  for (let round = 0; round < mostRounds; round++) {
    const doomed = withDescendants(runningProcesses(), groups);
    if (doomed.length === 0) return;
    for (const each of doomed) {
      groups.add(each.group);
      kill(each.pid);
    }
  }
}

/** All processes of these groups, and all that descend from one of them. */
function withDescendants(processes: readonly Process[], groups: ReadonlySet<number>): Process[] {
  const found = new Set(processes.filter(({ group }) => groups.has(group)));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    const pids = new Set([...found].map(({ pid }) => pid));
    for (const each of processes) if (pids.has(each.parent)) found.add(each);
  }
  return [...found];
}

/** Without those that have ended and wait for their parent to notice. */
function runningProcesses(): Process[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="], { encoding: "utf8" });
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state = ""]) => !state.startsWith("Z"))
    .map(([pid, parent, group]) => ({ pid: Number(pid), parent: Number(parent), group: Number(group) }));
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** What `killProcessTree` needs and this machine lacks. */
export function missingForProcessTree(): string[] {
  const { error } = spawnSync("ps", ["-A", "-o", "pid="]);
  return error ? ["no ps, which lists processes: run `apt-get install -y procps`"] : [];
}
