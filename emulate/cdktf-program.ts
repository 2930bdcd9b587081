import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * cdktf's own program, to be run by Node.js.
 * @param root the project's folder
 */
export function cdktfProgram(root: string): string {
  return createRequire(join(root, "package.json")).resolve("cdktf-cli/bundle/bin/cdktf.js");
}
