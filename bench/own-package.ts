import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";

/**
 * A package below bench/ with a lock of its own, installed when a benchmark wants it: the project's `npm ci` does without
 * what nothing but a comparison needs.
 */
export class OwnPackage {
  readonly folder: string;

  /**
   * @param root the project's folder
   * @param name of its folder below bench/
   */
  constructor(
    private readonly root: string,
    name: string,
  ) {
    this.folder = join(root, "bench", name);
  }

  /** Nothing, if it is as its lock says already. @throws NpmFailure, for want of the network for instance */
  async install(beforehand: () => void): Promise<void> {
    if (this.isInstalled()) return;
    beforehand();
    await this.npm(["ci", "--no-audit", "--no-fund"]);
  }

  /** @throws NpmFailure */
  async npm(args: readonly string[]): Promise<void> {
    const child = spawn("npm", args, { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"] });
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await once(child, "close");
    if (code === 0) return;
    const message = `npm ${args.join(" ")} fails in ${relative(this.root, this.folder)}`;
    throw new NpmFailure(message, (await output).join("\n").trim());
  }

  /** npm notes at the end of an installation what it has installed. */
  private isInstalled(): boolean {
    const note = join(this.folder, "node_modules/.package-lock.json");
    const lock = join(this.folder, "package-lock.json");
    return existsSync(note) && statSync(note).mtimeMs >= statSync(lock).mtimeMs;
  }
}

/** The message is fit for the report; what npm said may name folders of this machine. */
export class NpmFailure extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}
