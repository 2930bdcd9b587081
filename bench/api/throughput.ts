import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { median, pairRatios } from "../statistics";
import { withAwakeCores } from "./awake-cores";
import type { ContenderTask } from "./contender";
import type { Scene } from "./stage";

/** Requests a second of one kind, one after the other on one connection, as a Lambda container serves them. */
export interface Throughput {
  readonly name: string;
  readonly handler: number;
  /** The same SQL through mysql2 alone. */
  readonly bare: number;
  /** The handler's as a share of bare's, of turns that followed each other. */
  readonly share: number;
  /** What the handler does besides, in microseconds of processor time. */
  readonly ownMicroseconds: number;
  /** The same SQL through mysql2, with so long a busy loop after each answer: the most that the handler can reach. */
  readonly bareAndBusy: number;
  /** Of bare's. */
  readonly busyShare: number;
  /** The handler's share of bare's where cores may fall asleep while they wait: see `withAwakeCores`. */
  readonly drowsyShare: number;
}

const kinds = [
  ["person", "one person by id"],
  ["page", "a page of 50"],
] as const;

/** How the throughputs were got. */
export interface Throughputs {
  readonly byKind: readonly Throughput[];
  /** How many processes of each contender it took. */
  readonly starts: number;
  /** Whether the machine's cores could be kept awake for all but `drowsyShare`. */
  readonly areCoresAwake: boolean;
}

/**
 * @param program the bundled `contender.ts`
 * @param starts how often, each time in fresh processes: the same program is some percent quicker or slower from one
 *   start to the next
 */
export async function measureThroughput(scene: Scene, program: string, starts: number): Promise<Throughputs> {
  const compete: Competition = (tasks) => takeTurns(program, tasks, starts);
  const byKind: Throughput[] = [];
  let areCoresAwake = true;
  for (const [what, name] of kinds) {
    const task = taskOf(scene, what);
    const [handler = [], bare = []] = await compete([
      { ...task, role: "handler" },
      { ...task, role: "bare" },
    ]);
    const { result, areAwake } = await withAwakeCores(() => compareWithBare(task, compete));
    byKind.push({ name, ...result, drowsyShare: median(pairRatios(handler, bare)) });
    areCoresAwake &&= areAwake;
  }
  return { byKind, starts, areCoresAwake };
}

/** @returns each contender's rate in each turn */
type Competition = (tasks: readonly ContenderTask[]) => Promise<number[][]>;

type Task = Omit<ContenderTask, "role">;

function taskOf({ people, environment, database }: Scene, what: Task["what"]): Task {
  return { what, people, environment, credentials: database.credentials };
}

async function compareWithBare(
  task: Task,
  compete: Competition,
): Promise<Omit<Throughput, "name" | "drowsyShare">> {
  const [own = []] = await compete([{ ...task, role: "own" }]);
  const ownMicroseconds = 1e6 / median(own);
  const [handler = [], bare = [], bareAndBusy = []] = await compete([
    { ...task, role: "handler" },
    { ...task, role: "bare" },
    { ...task, role: "bare", pauseMicroseconds: ownMicroseconds },
  ]);
  return {
    handler: median(handler),
    bare: median(bare),
    share: median(pairRatios(handler, bare)),
    ownMicroseconds,
    bareAndBusy: median(bareAndBusy),
    busyShare: median(pairRatios(bareAndBusy, bare)),
  };
}

const turnMs = 100;
const turns = 20;

/**
 * Lets contenders work by short turns, every other time in the opposite order, so that all meet the same weather.
 * @returns each one's rate in each turn
 */
async function takeTurns(
  program: string,
  tasks: readonly ContenderTask[],
  starts: number,
): Promise<number[][]> {
  const rates: number[][] = tasks.map(() => []);
  for (let start = 0; start < starts; start += 1) {
    const contenders: ChildProcess[] = [];
    try {
      // One after the other: each warms up while the others are still.
      for (const task of tasks) contenders.push(await startContender(program, task));
      for (let turn = 0; turn < turns; turn += 1) {
        const inOrder = [...contenders.entries()];
        for (const [index, contender] of turn % 2 === 0 ? inOrder : inOrder.reverse())
          rates[index]?.push(Number(await ask(contender, turnMs)));
      }
    } finally {
      for (const contender of contenders) contender.kill();
    }
  }
  return rates;
}

async function startContender(program: string, task: ContenderTask): Promise<ChildProcess> {
  const contender = fork(program, [], {
    env: { ...process.env, LOG_LEVEL: "INFO" },
    // The function logs every request, which is part of its work; only nobody reads it.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await ask(contender, task);
  return contender;
}

/** @throws Error if the contender ends instead of answering */
async function ask(contender: ChildProcess, message: ContenderTask | number): Promise<unknown> {
  const settled = new AbortController();
  const { signal } = settled;
  const end = once(contender, "exit", { signal }).then(() => {
    throw new Error("a contender ended before its time");
  });
  contender.send(message);
  try {
    const [value] = await Promise.race([once(contender, "message", { signal }), end]);
    return value;
  } finally {
    // Takes both listeners off again: a contender is asked many times.
    settled.abort();
  }
}
