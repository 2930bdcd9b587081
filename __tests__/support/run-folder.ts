import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** For what outlives a test file: it is there until all tests have run. */
    readonly runFolder: string;
  }
}

/** Once a run: a folder for what test files share, empty again before what is watched runs again. */
export function setup(project: TestProject): void {
  const folder = mkdtempSync(join(tmpdir(), "strata-run-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  project.provide("runFolder", folder);
  project.onTestsRerun(() => {
    remove();
    mkdirSync(folder);
  });
  // Not as a teardown, which Ctrl-C skips.
  process.once("exit", remove);
}
