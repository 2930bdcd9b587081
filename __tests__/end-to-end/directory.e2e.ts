import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crossOrigin } from "./cross-origin";
import { everyRoute } from "./every-route";
import { deployedOf, mishaps } from "./mishaps";
import { noLeaks } from "./no-leaks";
import { signIn } from "./sign-in";
import { AccountFaults } from "./support/account-faults";
import { DirectoryClient } from "./support/directory-client";
import { DemoProcess, type RunningDemo, runningDemo, survivors } from "./support/running-demo";

// A deploy takes some three minutes, most of them the provider's own waiting; two at once on two cores take longer.
const untilAlive = 10 * 60_000;

const started: DemoProcess[] = [];
let demo: RunningDemo;
let guardedDemo: RunningDemo;
let client: DirectoryClient;
let faults: AccountFaults;

beforeAll(async () => {
  const open = start();
  // One after the other builds the project; most of a deploy is waiting, which they do together.
  await open.untilPrinted("directory-networking: begins");
  [demo, guardedDemo] = await Promise.all([runningDemo(open), runningDemo(start("--sign-in"))]);
  client = new DirectoryClient(demo.apiUrl);
  faults = new AccountFaults(demo);
}, untilAlive);

// Also when a test before has failed.
afterAll(async () => {
  await Promise.all(started.map((each) => each.interrupt()));
}, 60_000);

everyRoute(() => client);
crossOrigin(
  () => client,
  () => demo.siteUrl,
);
signIn(() => guardedDemo);
mishaps(
  () => client,
  () => faults,
  () => deployedOf(demo.folder),
);
noLeaks({
  name: "the demo",
  demo: () => demo,
  clients: () => [client],
  // The API user's first and two after it, the master user's first and one after it.
  leastSecrets: 10,
});
noLeaks({ name: "the demo with sign-in", demo: () => guardedDemo, clients: () => [], leastSecrets: 4 });

describe("Ctrl-C", () => {
  it.each([
    ["the demo", () => demo],
    ["the demo with sign-in", () => guardedDemo],
  ])("ends %s: no process and no file is left", async (_name, running) => {
    const { process, folder } = running();
    const pids = process.processes();
    // The demo, the account, its database and at least one function.
    expect(pids.length).toBeGreaterThanOrEqual(4);
    expect(await process.interrupt(), process.printed).toEqual({ code: 0, filesLeft: [] });
    expect(survivors(pids)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it(
    "ends a demo that is still deploying",
    async () => {
      const early = start();
      await early.untilPrinted(": still creating");
      const pids = early.processes();
      expect(await early.interrupt(), early.printed).toEqual({ code: 130, filesLeft: [] });
      expect(survivors(pids)).toEqual([]);
    },
    untilAlive,
  );
});

function start(...args: string[]): DemoProcess {
  const process = new DemoProcess(args);
  started.push(process);
  return process;
}
