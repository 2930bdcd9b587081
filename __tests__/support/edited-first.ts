import { existsSync, statSync } from "node:fs";
import { sep } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * While one watches, the tests of the module that was edited last come first, and then the others that depend on it. Else
 * vitest's own order: the longest first, so that no worker ends long before the other.
 */
export class EditedFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specifications);
    if (!this.ctx.config.watch) return sorted;
    const editedAt = new Map(sorted.map((each) => [each, lastEdit(each.moduleId)]));
    const latest = Math.max(...editedAt.values());
    const isLatest = (each: TestSpecification) => editedAt.get(each) === latest;
    return [...sorted.filter(isLatest), ...sorted.filter((each) => !isLatest(each))];
  }
}

/** Of a test file or the module whose place in the tree it mirrors, in milliseconds since 1970. */
function lastEdit(testFile: string): number {
  const module = testFile.replace(`${sep}__tests__${sep}`, sep).replace(/\.test\.ts$/, "");
  return Math.max(
    ...[testFile, `${module}.ts`, `${module}.mjs`].filter(existsSync).map((file) => statSync(file).mtimeMs),
  );
}
