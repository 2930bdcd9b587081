import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it, vi } from "vitest";
import { SlowestReporter } from "./slowest-reporter";
import { temporaryFolders } from "./temporary-folders";

const temporaryFolder = temporaryFolders();

/** Runs vitest itself on files that wait, and gives what it prints. */
async function report(count: number, milliseconds: Record<string, number>): Promise<string> {
  const root = temporaryFolder();
  const reporter = join(__dirname, "slowest-reporter");
  writeFileSync(
    join(root, "vitest.config.ts"),
    `import { SlowestReporter } from ${JSON.stringify(reporter)};
     export default { test: { globals: true, reporters: [new SlowestReporter(${count}), "default"] } };`,
  );
  for (const [name, wait] of Object.entries(milliseconds)) {
    writeFileSync(
      join(root, `${name}.test.js`),
      `test("at once", () => {});
       test("waits", () => new Promise((resolve) => setTimeout(resolve, ${wait})));`,
    );
  }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [resolve("node_modules/vitest/vitest.mjs"), "run"],
    {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1" },
    },
  );
  return stdout;
}

it("prints the slowest files, slowest first, and leaves the last word to vitest's summary", async () => {
  const printed = await report(2, { a: 0, b: 250, c: 1200 });
  expect(printed).toMatch(
    /The slowest 2 of 3 files\n +1\.\d s {2}c\.test\.js, 1\.2 s of it: waits\n +0\.\d s {2}b\.test\.js, 0\.\d s of it: waits\n\n Test Files {2}3 passed/,
  );
  expect(printed.trimEnd().split("\n").at(-1)).toMatch(/^ +Duration /);
});

it("prints nothing of a run with no more files than that", () => {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  new SlowestReporter(0).onTestRunEnd([]);
  expect(write).not.toHaveBeenCalled();
  write.mockRestore();
});
