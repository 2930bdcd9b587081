import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Contender } from "./contender";
import { endedChildrenCpuMs, watchProcessTree } from "./process-tree-usage";

/** What one whole run of a program took. */
export interface Run {
  /** From its start until its end is known. */
  readonly wallMs: number;
  /** Processor time, of all cores. Nothing where it can't be measured. */
  readonly cpuMs?: number;
  /** The most physical memory held. Nothing where it can't be measured. */
  readonly peakBytes?: number;
}

/**
 * Runs a program to its end and measures it.
 *
 * @param probe path of memory-probe.cjs
 * @throws Error if the program fails, with what it said
 */
export async function measureRun(contender: Contender, probe: string): Promise<Run> {
  contender.before?.();
  if (!contender.startsOthers) return measureProcess(contender, probe);
  return process.platform === "linux" ? measureTree(contender) : { wallMs: (await run(contender)).wallMs };
}

/** A process tells itself at its end what it took, more exactly than anybody sees from outside. */
async function measureProcess(contender: Contender, probe: string): Promise<Run> {
  const { wallMs, told } = await run({ ...contender, args: ["--require", probe, ...contender.args] });
  const { cpuMs, peakBytes } = JSON.parse(told) as Required<Run>;
  return { wallMs, cpuMs, peakBytes };
}

/** Not all of the processes are Node.js's, so they are watched from outside. */
async function measureTree(contender: Contender): Promise<Run> {
  const cpuBefore = endedChildrenCpuMs();
  let endWatch = () => 0;
  const { wallMs } = await run(contender, (pid) => {
    endWatch = watchProcessTree(pid);
  }).finally(() => endWatch());
  const peakBytes = endWatch();
  return { wallMs, cpuMs: endedChildrenCpuMs() - cpuBefore, ...(peakBytes > 0 ? { peakBytes } : {}) };
}

interface Outcome {
  readonly wallMs: number;
  /** What the probe wrote. */
  readonly told: string;
}

async function run(contender: Contender, onStart?: (pid: number) => void): Promise<Outcome> {
  const start = performance.now();
  const child = spawn(process.execPath, contender.args, {
    cwd: contender.folder,
    env: environmentOf(contender),
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  if (child.pid !== undefined) onStart?.(child.pid);
  const output = Promise.all([textOf(child, 2), textOf(child, 3)]);
  const [code, signal] = await once(child, "exit");
  const wallMs = performance.now() - start;
  const [said, told] = await output;
  if (code !== 0) throw new Error(`${contender.name} ended with ${code ?? signal}:\n${said}`);
  return { wallMs, told };
}

function textOf(child: ChildProcess, descriptor: number): Promise<string> {
  return text(child.stdio[descriptor] as Readable);
}

/** Nothing of the caller's may reach a contender that would change its work: options of Node.js, settings, a colour. */
function environmentOf({ environment }: Contender): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, CDKTF_CONTEXT_JSON: _settings, ...inherited } = process.env;
  // The CLI would ask for updates of itself.
  return { ...inherited, CHECKPOINT_DISABLE: "1", ...environment };
}
