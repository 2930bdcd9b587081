import { join } from "node:path";
import { type ColdStart, measureColdStart } from "./cold-start";
import { sample, type Timing, timingOf } from "./measure";
import { benchRequests } from "./requests";
import { type Scene, setScene, startStage } from "./stage";
import { measureThroughput, type Throughputs } from "./throughput";

export interface BenchOptions {
  /** The project's folder, with its packages built. */
  readonly root: string;
  /** The bundled `contender.ts`. */
  readonly contender: string;
  /** Numbers of people; throughput and cold start are measured with the last. */
  readonly scales: readonly number[];
  /** Whether to compare throughputs in one start of the programs only, which says little. */
  readonly isBrief: boolean;
  /** Told what was done, now and then. */
  readonly onProgress?: (line: string) => void;
}

/** What a request of one kind takes, by the number of people. */
export interface Latency {
  readonly name: string;
  readonly kind: "page" | "search" | "other";
  readonly byScale: ReadonlyMap<number, Timing>;
}

/** All that is measured of the directory's API. */
export interface ApiFigures {
  readonly scales: readonly number[];
  /** How long filling a directory took, by its people; those that were full already are missing. */
  readonly seedSeconds: ReadonlyMap<number, number>;
  readonly latencies: readonly Latency[];
  readonly throughput: Throughputs;
  readonly coldStart: ColdStart;
}

/** Measures the API with directories of each size, on the server of `DATABASE_URL` or a private one. */
export async function measureApi(options: BenchOptions): Promise<ApiFigures> {
  const { root, contender, scales, isBrief, onProgress = () => {} } = options;
  const stage = await startStage();
  try {
    const seedSeconds = new Map<number, number>();
    const latencies = new Map<string, LatencyInProgress>();
    let scene: Scene | undefined;
    for (const people of scales) {
      await scene?.api.close();
      scene = await setScene(stage, people);
      if (scene.seedSeconds !== undefined) seedSeconds.set(people, scene.seedSeconds);
      onProgress(
        `${people} people ${scene.seedSeconds === undefined ? "were there" : `seeded in ${scene.seedSeconds.toFixed(1)} s`}`,
      );
      await measureLatencies(scene, latencies);
      onProgress(`${people} people: latencies measured`);
    }
    if (!scene) throw new Error("give at least one number of people");
    await scene.api.close();
    const throughput = await measureThroughput(scene, contender, isBrief ? 1 : 3);
    const coldStart = await measureColdStart(join(root, ".build/functions/directory-api.zip"), scene);
    return { scales, seedSeconds, latencies: [...latencies.values()], throughput, coldStart };
  } finally {
    await stage.close();
  }
}

interface LatencyInProgress extends Latency {
  readonly byScale: Map<number, Timing>;
}

/** In rounds over all requests, so that a moment in which the machine is busy otherwise hits a third of any at most. */
const rounds = 3;

async function measureLatencies(scene: Scene, latencies: Map<string, LatencyInProgress>): Promise<void> {
  const requests = await benchRequests(scene);
  const durations = new Map<string, number[]>();
  await silently(async () => {
    for (let round = 0; round < rounds; round += 1) {
      for (const { name, operation, parts } of requests) {
        const more = await sample((n) => scene.call(operation, parts(round * requests.length + n)));
        durations.set(name, [...(durations.get(name) ?? []), ...more]);
      }
    }
  });
  for (const { name, kind } of requests) {
    const latency = latencies.get(name) ?? { name, kind, byScale: new Map() };
    latencies.set(name, latency);
    latency.byScale.set(scene.people, timingOf(durations.get(name) ?? []));
  }
}

/** The function logs every request, which is part of its work; it only doesn't reach the terminal. */
async function silently<Result>(work: () => Promise<Result>): Promise<Result> {
  const { write } = process.stdout;
  process.stdout.write = (() => true) as typeof write;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}
