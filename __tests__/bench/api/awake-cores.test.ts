import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { withAwakeCores } from "../../../bench/api/awake-cores";

/** Elsewhere than on Linux nothing can. */
const canKeepAwake = spawnSync("chrt", ["--version"]).status === 0;

/** The scheduling classes of this process's children, from the last but 11 fields of /proc/<pid>/stat. */
function classesOfChildren(): string[] {
  const stats = readdirSync("/proc").flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "")] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
  return stats
    .map((text) => text.split(" "))
    .filter(([, parent]) => Number(parent) === process.pid)
    .map((fields) => fields[38] ?? "");
}

const idleClass = "5";

it.runIf(canKeepAwake)(
  "spins on every core in the idle class while the work goes on, and no longer",
  async () => {
    const { result, areAwake } = await withAwakeCores(async () => {
      await expect
        .poll(() => classesOfChildren().filter((name) => name === idleClass))
        .toHaveLength(availableParallelism());
      return "done";
    });
    expect({ result, areAwake }).toEqual({ result: "done", areAwake: true });
    await expect.poll(() => classesOfChildren().filter((name) => name === idleClass)).toEqual([]);
  },
);

it("does the work all the same where nothing can keep them awake, and says so", async () => {
  const { PATH } = process.env;
  process.env.PATH = "/nowhere";
  try {
    expect(await withAwakeCores(async () => "done")).toEqual({ result: "done", areAwake: false });
  } finally {
    process.env.PATH = PATH;
  }
});

it.runIf(canKeepAwake)("ends its spinning when the work fails", async () => {
  await expect(withAwakeCores(() => Promise.reject(new Error("no database")))).rejects.toThrow("no database");
  await expect.poll(() => classesOfChildren().filter((name) => name === idleClass)).toEqual([]);
});
