import type { TestProject, TestSpecification } from "vitest/node";
import { bundleFunctions } from "../../scripts/bundle-functions.mjs";

/** The functions' zips, which every synth of the api layer packs: before any test, and before watched ones run again. */
export async function setup(project: TestProject): Promise<void> {
  const build = () => bundleFunctions(process.cwd());
  project.onTestsRerun(async (specifications) => {
    if (specifications.some(mayReadPackages)) await build();
  });
  await build();
}

/** Packing takes a second, which whoever edits a function's rules and routes needn't wait for. */
function mayReadPackages({ moduleId }: TestSpecification): boolean {
  return !/\/__tests__\/functions\/\w+\/(domain|http)\//.test(moduleId);
}
