import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Contender } from "../../../bench/synth/contender";
import { measureRun } from "../../../bench/synth/measure-run";
import { runRounds } from "../../../bench/synth/rounds";

const root = process.cwd();
const probe = join(root, "bench/synth/memory-probe.cjs");
const megabyte = 1e6;

/** Written to, for memory that nobody has touched isn't there. */
const allocate = (megabytes: number) => `globalThis.kept = Buffer.alloc(${megabytes * megabyte}, 1);`;

const contender = (program: string, more: Partial<Contender> = {}): Contender => ({
  id: "it",
  name: "a program",
  args: ["-e", program],
  folder: root,
  ...more,
});
const measure = (...args: Parameters<typeof contender>) => measureRun(contender(...args), probe);
const onLinux = it.runIf(process.platform === "linux");

describe("a measured run", () => {
  it("has the memory that the program held, also what it gave back", async () => {
    const empty = await measure("0");
    const { peakBytes = 0 } = await measure(`${allocate(200)} delete globalThis.kept; globalThis.gc()`, {
      args: ["--expose-gc", "-e", `${allocate(200)} delete globalThis.kept; globalThis.gc()`],
    });
    expect(peakBytes).toBeGreaterThan(200 * megabyte);
    expect(peakBytes).toBeLessThan(200 * megabyte + 2 * (empty.peakBytes ?? 0));
  });

  it("has none of the memory that its parent holds", async () => {
    const held = Buffer.alloc(300 * megabyte, 1);
    const { peakBytes } = await measure("0");
    expect(held.length).toBe(300 * megabyte);
    expect(peakBytes).toBeGreaterThan(10 * megabyte);
    expect(peakBytes).toBeLessThan(200 * megabyte);
  });

  it("tells processor time from waiting", async () => {
    const busy = await measure("const end = Date.now() + 300; while (Date.now() < end);");
    const idle = await measure("setTimeout(() => {}, 300)");
    expect(busy.cpuMs).toBeGreaterThan(150);
    expect(idle.wallMs).toBeGreaterThan(300);
    expect(idle.cpuMs).toBeLessThan(busy.cpuMs as number);
  });

  onLinux("counts what others do that the program starts", async () => {
    const child = `${allocate(150)} const end = Date.now() + 400; while (Date.now() < end);`;
    const program = `require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(child)}]);`;
    const { cpuMs, peakBytes } = await measure(program, { startsOthers: true });
    expect(cpuMs).toBeGreaterThan(200);
    // Its own memory comes on top of the other's.
    expect(peakBytes).toBeGreaterThan(180 * megabyte);
    expect(peakBytes).toBeLessThan(400 * megabyte);
  });

  it.each([false, true])("fails with what the program said (starts others: %s)", async (startsOthers) => {
    await expect(measure('console.error("no room"); process.exit(3)', { startsOthers })).rejects.toThrow(
      "a program ended with 3:\nno room",
    );
  });

  it("keeps the caller's settings and options of Node.js away", async () => {
    const before = { ...process.env };
    Object.assign(process.env, { NODE_OPTIONS: "--no-warnings", CDKTF_CONTEXT_JSON: "{}" });
    try {
      await measure("if (process.env.NODE_OPTIONS || process.env.CDKTF_CONTEXT_JSON) process.exit(1)");
    } finally {
      process.env = before;
    }
  });
});

describe("rounds", () => {
  it("let each program run once in each round and once before, in turns and back", async () => {
    const order: string[] = [];
    const noting = (id: string) => contender("0", { id, before: () => order.push(id) });
    const figures = await runRounds({
      contenders: [noting("a"), noting("b"), noting("c")],
      rounds: 2,
      probe,
      onProgress: () => {},
    });
    expect(order.join("")).toBe("abcabccba");
    expect(figures.map(({ id, runs }) => [id, runs.length])).toEqual([
      ["a", 2],
      ["b", 2],
      ["c", 2],
    ]);
  });

  it("don't take a program at its word that writes nothing", async () => {
    const contenders = [contender("0", { proof: join(root, "nowhere/manifest.json") })];
    await expect(runRounds({ contenders, rounds: 1, probe, onProgress: () => {} })).rejects.toThrow(
      "a program should have written",
    );
  });
});
