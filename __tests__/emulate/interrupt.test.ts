import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { missingForProcessTree } from "../../emulate/process-tree";
import { missingTools } from "../../scripts/emulator/missing-tools.mjs";
import { temporaryFolders } from "../support/temporary-folders";

const makeFolder = temporaryFolders();
const missing = [...missingTools(), ...missingForProcessTree()].join("\n");

if (missing) {
  console.warn(`\n*** The interrupt of npm run emulate was NOT tested: ${missing} ***\n`);
  it.runIf(process.env.CI === "true")("finds what a rehearsal needs, which CI must have", () => {
    expect(missing).toBe("");
  });
}

/** A rehearsal that keeps its temporary files in a folder of its own. */
function startRehearsal(temporary: string): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [join(__dirname, "../../scripts/emulate.mjs"), "directory"], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      text += chunk;
    });
  }
  return { child, said: () => text };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes that this one has started, directly or not. */
function descendantsOf(pid: number): Process[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  const all = stdout.split("\n").map((line): Process => {
    const [, id, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(id), parent: Number(parent), command };
  });
  const within = (parent: number): Process[] =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...within(each.pid)]);
  return within(pid);
}

function isAlive({ pid }: Process): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(missing !== "")("npm run emulate", () => {
  it("leaves no process and no file behind when Ctrl-C comes in the middle of an apply", async () => {
    const temporary = makeFolder();
    const { child, said } = startRehearsal(temporary);
    let family: Process[] = [];
    // The account and Terraform run, and so does the provider, which makes a socket.
    const isInTheMiddle = () =>
      ["-m emulator", "terraform apply", "terraform-provider-aws"].every((part) =>
        family.some(({ command }) => command.includes(part)),
      );
    for (let tries = 0; tries < 500 && child.exitCode === null && !isInTheMiddle(); tries++) {
      await sleep(200);
      family = descendantsOf(child.pid ?? 0);
    }
    expect(isInTheMiddle(), said()).toBe(true);
    // At work, not just started.
    await sleep(2_000);
    family = descendantsOf(child.pid ?? 0);
    expect(readdirSync(temporary).length).toBeGreaterThan(0);

    const ended = once(child, "exit");
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(said()).toContain("Interrupted: there is no result, and everything is removed.");
    for (let tries = 0; tries < 100 && family.some(isAlive); tries++) await sleep(50);
    expect(family.filter(isAlive)).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
