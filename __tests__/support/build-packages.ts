import type { TestProject } from "vitest/node";
import { bundleFunctions } from "../../scripts/bundle-functions.mjs";

/** Before any test, and before what is watched runs again: the functions' zips, which every synth of the api layer packs. */
export async function setup(project: TestProject): Promise<void> {
  const build = () => bundleFunctions(process.cwd());
  project.onTestsRerun(build);
  await build();
}
