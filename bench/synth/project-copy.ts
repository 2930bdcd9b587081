import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a synth makes, keeps or doesn't need. */
const leftOut = new Set(["node_modules", "cdktf.out", "state", "__tests__", "docs", "bench"]);

/**
 * The project's sources in a folder of their own, built: neither what others build meanwhile nor the user's `cdktf.out` have
 * to do with it.
 */
export class ProjectCopy {
  /**
   * @param root the project's folder
   * @param folder made anew; below the project's, where Node.js finds its packages
   * @throws Error if it can't be built
   */
  constructor(
    root: string,
    readonly folder: string,
  ) {
    rmSync(folder, { recursive: true, force: true });
    const sources = readdirSync(root).filter((name) => !leftOut.has(name) && !name.startsWith("."));
    for (const source of sources) cpSync(join(root, source), join(folder, source), { recursive: true });
    const build = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: folder, encoding: "utf8" });
    if (build.status !== 0) throw new Error(`the project can't be built:\n${build.stderr}`);
  }

  /**
   * An edit of a file, another each time. It exports something more, so that the types of all that import the file are to be
   * checked again, and does something, so that the bundle is another.
   */
  edits(file: string): () => void {
    const path = join(this.folder, file);
    const source = readFileSync(path, "utf8");
    let edits = 0;
    return () => {
      edits += 1;
      writeFileSync(path, `${source}\nexport const edit = ${edits};\nObject.assign(globalThis, { edit });\n`);
    };
  }
}
