import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { measureApiOn } from "../../../bench/api/measure-on";
import { temporaryFolders } from "../../support/temporary-folders";

const makeFolder = temporaryFolders();

/** Measures by a program of this text in the place of ours. */
async function measure(text: string) {
  const program = join(makeFolder(), "program.cjs");
  writeFileSync(program, `process.once("message", (task) => { ${text} });`);
  const progress: string[] = [];
  const figures = await measureApiOn(process.execPath, program, {
    root: "/project",
    contender: "contender.mjs",
    scales: [10, 20],
    isBrief: true,
    onProgress: (line) => progress.push(line),
  });
  return { figures, progress };
}

describe("the API, measured in a process of its own", () => {
  it("gives its figures, maps as maps, and says how far it is", async () => {
    const { figures, progress } = await measure(`
      process.send({ progress: task.root + " " + task.contender });
      process.send({ figures: { scales: task.scales, seedSeconds: new Map([[10, 1.5]]) } });
      process.disconnect();
    `);
    expect(progress).toEqual(["/project contender.mjs"]);
    expect(figures).toEqual({ scales: [10, 20], seedSeconds: new Map([[10, 1.5]]) });
  });

  it("fails with what went wrong there", async () => {
    await expect(
      measure(`process.send({ failure: "no database server" }); process.disconnect();`),
    ).rejects.toThrow("no database server");
    await expect(measure("process.exit(3);")).rejects.toThrow("the measuring process ended with 3");
  });
});
