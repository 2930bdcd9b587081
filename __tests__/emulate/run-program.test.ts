import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../emulate/run-program";

/** As cdktf does it: a child in a process group of its own, which starts another; both would live for a minute. */
const family = `
const { spawn } = require("node:child_process");
const inner = "setInterval(() => {}, 60000)";
const outer = "const { pid } = require('node:child_process').spawn(process.execPath, ['-e', " + JSON.stringify(inner) +
  "]); console.log(process.pid + ' ' + pid); setInterval(() => {}, 60000)";
spawn(process.execPath, ["-e", outer], { detached: true, stdio: ["ignore", "inherit", "inherit"] });
setInterval(() => {}, 60000);
`;

async function startFamily(signals: { signal?: AbortSignal; kill?: AbortSignal }) {
  let tell: (pids: number[]) => void = () => undefined;
  const pids = new Promise<number[]>((resolve) => {
    tell = resolve;
  });
  const result = runProgram(process.execPath, ["-e", family], {
    folder: process.cwd(),
    environment: process.env,
    signal: new AbortController().signal,
    onLine: (line) => tell(line.split(" ").map(Number)),
    ...signals,
  });
  result.catch(() => undefined);
  return { pids: await pids, result };
}

async function expectEnded(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 100 && pids.some(isAlive); tries++) await sleep(20);
  expect(pids.filter(isAlive)).toEqual([]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a program that is run", () => {
  it("ends with all it has started, in other process groups too, when everything is interrupted", async () => {
    const interrupt = new AbortController();
    const { pids, result } = await startFamily({ signal: interrupt.signal });
    expect(pids).toHaveLength(2);
    expect(pids.every(isAlive)).toBe(true);
    interrupt.abort(new Error("interrupted"));
    await expect(result).rejects.toThrow("interrupted");
    await expectEnded(pids);
  });

  it("can be killed alone, which is a result", async () => {
    const kill = new AbortController();
    const { pids, result } = await startFamily({ kill: kill.signal });
    kill.abort();
    expect(await result).toMatchObject({ code: null });
    await expectEnded(pids);
  });

  it("isn't started after the interrupt", async () => {
    const signal = AbortSignal.abort(new Error("interrupted"));
    const options = { folder: process.cwd(), environment: process.env, signal };
    await expect(runProgram(process.execPath, ["-e", ""], options)).rejects.toThrow("interrupted");
  });

  it("tells its code, its lines and its words", async () => {
    const lines: string[] = [];
    const result = await runProgram(
      process.execPath,
      ["-e", "console.log('one'); console.log('two'); console.error('three'); process.exitCode = 3"],
      {
        folder: process.cwd(),
        environment: process.env,
        signal: new AbortController().signal,
        onLine: (line) => lines.push(line),
      },
    );
    expect(result).toEqual({ code: 3, stdout: "one\ntwo\n", stderr: "three\n" });
    expect(lines).toEqual(["one", "two"]);
  });

  it("says when there is no such program", async () => {
    const options = { folder: process.cwd(), environment: process.env, signal: new AbortController().signal };
    await expect(runProgram("no-such-program", [], options)).rejects.toThrow("ENOENT");
  });
});
