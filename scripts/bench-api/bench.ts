import Table from "cli-table3";
import { measureColdStart } from "./cold-start";
import { measure, type Timing } from "./measure";
import { benchRequests } from "./requests";
import { type Scene, setScene, startStage } from "./stage";
import { measureThroughput } from "./throughput";

export interface BenchOptions {
  /** The project's folder, with its packages built. */
  readonly root: string;
  /** Numbers of people. */
  readonly scales: readonly number[];
}

/** Measures and prints; the last line but for the tables says what was to be reached. */
export async function bench({ root, scales }: BenchOptions): Promise<void> {
  const { server, secrets } = await startStage();
  const timings = new Map<string, Map<number, Timing>>();
  let scene: Scene | undefined;
  for (const people of scales) {
    scene = await setScene(server, secrets, people);
    console.log(`${people} people seeded in ${scene.seedSeconds.toFixed(1)} s`);
    await measureLatencies(scene, timings);
    if (people === scales.at(-1)) break;
    await scene.api.close();
  }
  if (!scene) throw new Error("give at least one number of people");
  printLatencies(timings, scales);
  await printThroughput(scene);
  const { zipBytes, init, total } = await measureColdStart(root, scene);
  console.log(`package ${Math.round(zipBytes / 1000)} KB (to reach: at most 600)`);
  console.log(
    `cold start ${Math.round(total)} ms from process start to first answer, of which loading ${Math.round(init)} ms`,
  );
  await scene.api.close();
  await secrets.close();
  await server.close();
}

async function measureLatencies(scene: Scene, timings: Map<string, Map<number, Timing>>): Promise<void> {
  await silently(async () => {
    for (const { name, operation, parts } of await benchRequests(scene)) {
      const timing = await measure((n) => scene.call(operation, parts(n)));
      timings.set(name, (timings.get(name) ?? new Map()).set(scene.people, timing));
    }
  });
}

function printLatencies(
  timings: ReadonlyMap<string, ReadonlyMap<number, Timing>>,
  scales: readonly number[],
): void {
  const [small, large] = [10_000, scales.at(-1) ?? 0];
  const columns = scales.map((people) => `${people.toLocaleString("en")} people\np50 / p95 / p99`);
  const table = new Table({
    head: ["milliseconds", ...columns, `p50 against\n${small.toLocaleString("en")}`],
  });
  for (const [name, byScale] of timings) {
    const cells = scales.map((people) => show(byScale.get(people)));
    const ratio = (byScale.get(large)?.p50 ?? 0) / (byScale.get(small)?.p50 ?? Number.NaN);
    table.push([name, ...cells, Number.isNaN(ratio) ? "" : `${ratio.toFixed(2)}×`]);
  }
  console.log(table.toString());
  console.log("to reach at a million: pages at most 2× those at 10,000; /search p95 at most 50 ms");
}

function show(timing: Timing | undefined): string {
  if (!timing) return "";
  return [timing.p50, timing.p95, timing.p99].map((value) => value.toFixed(2)).join(" / ");
}

async function printThroughput(scene: Scene): Promise<void> {
  const results = await silently(() => measureThroughput(scene));
  const table = new Table({ head: ["requests a second", "handler", "bare mysql2", "share"] });
  for (const { name, handler, bare } of results) {
    table.push([name, Math.round(handler), Math.round(bare), `${Math.round((100 * handler) / bare)} %`]);
  }
  console.log(table.toString());
  console.log("to reach: at least 85 %");
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
