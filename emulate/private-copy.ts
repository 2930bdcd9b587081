import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "./context";

/** What the built app reads when it synthesizes, from the project's folder. */
const appFiles = [
  ".build/app.cjs",
  ".build/app.bundle.js",
  ".build/app.framework.cjs",
  ".build/app.framework.bundle.js",
  ".build/functions",
  "instances",
];

/**
 * The built app in a folder of its own, to synthesize and deploy from. Neither the project's `cdktf.out` and `state`
 * nor a build that goes on meanwhile have to do with it.
 */
export class PrivateCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "strata-deployment-"));
  /** Where it synthesizes to. */
  readonly outdir = join(this.folder, "cdktf.out");
  /** For temporary files of programs that may be killed: a provider leaves its socket behind. */
  readonly temporary = join(this.folder, "tmp");

  /** @param root the project's folder, built */
  constructor(root: string) {
    for (const name of appFiles) cpSync(join(root, name), join(this.folder, name), { recursive: true });
    for (const folder of [this.outdir, this.temporary]) mkdirSync(folder);
    this.setContext({});
  }

  /** What the next synth makes of it: settings as in cdktf.json's `context`. */
  setContext(context: Context): void {
    const config = {
      language: "typescript",
      app: `"${process.execPath}" .build/app.cjs`,
      projectId: "emulated",
      sendCrashReports: "false",
      context,
    };
    writeFileSync(join(this.folder, "cdktf.json"), JSON.stringify(config));
  }

  stackFolder(stack: string): string {
    return join(this.outdir, "stacks", stack);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
