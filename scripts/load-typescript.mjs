import { createRequire } from "node:module";
import { join } from "node:path";
import { bundle, root } from "./bundle.mjs";

/**
 * The exports of TypeScript of the project, by way of one file below `.build/`: Node.js 20 runs no TypeScript.
 * @param {string} name of that file
 * @param {string} module a module's text, with paths from the project's folder
 * @returns {Promise<any>} what it exports; its types are the caller's to say
 * @throws {Error} esbuild's, with what it says of the code
 */
export async function loadTypeScript(name, module) {
  const outfile = join(root, ".build", `${name}.cjs`);
  await bundle({ in: { contents: module, resolveDir: root, loader: "ts" }, out: outfile });
  return createRequire(import.meta.url)(outfile);
}
