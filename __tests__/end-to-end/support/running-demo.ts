import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Role } from "../../../functions/directory/http/routes";

const projectFolder = join(__dirname, "../../..");

/** How a demo ended. */
export interface DemoEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** Temporary files that it didn't remove. */
  readonly filesLeft: readonly string[];
}

/** The demo as somebody sees it who has started it: what it prints, and Ctrl-C. */
export class DemoProcess {
  readonly #child: ChildProcess;
  /** Where it puts its temporary files, and nobody else does. */
  readonly #temporary = mkdtempSync(join(tmpdir(), "strata-demo-"));
  #printed = "";

  /** @param args what stands after `npm run demo --` */
  constructor(args: readonly string[] = []) {
    this.#child = spawn(process.execPath, ["scripts/demo.mjs", ...args], {
      cwd: projectFolder,
      env: { ...process.env, TMPDIR: this.#temporary },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, as a shell gives to what it starts: Ctrl-C goes to all of it.
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (text) => {
        this.#printed += text;
      });
    }
  }

  /** All that it has printed so far. */
  get printed(): string {
    return this.#printed;
  }

  /**
   * Waits until it has printed something.
   * @throws Error with all that it printed, when it ends before
   */
  async untilPrinted(text: string): Promise<void> {
    while (!this.#printed.includes(text)) {
      if (this.#hasEnded) throw new Error(`the demo ended before it printed "${text}":\n${this.#printed}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** It and all that descends from it, as they are now. */
  processes(): number[] {
    const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
    const parents = stdout
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
    const found = new Set([this.#child.pid]);
    for (let before = 0; before < found.size; ) {
      before = found.size;
      for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
    }
    return [...found].filter((pid) => pid !== undefined);
  }

  /** Presses Ctrl-C and waits for the end; does no harm to a demo that has ended. */
  async interrupt(): Promise<DemoEnd> {
    if (!this.#hasEnded && this.#child.pid !== undefined) {
      const end = once(this.#child, "close");
      process.kill(-this.#child.pid, "SIGINT");
      await end;
    }
    const filesLeft = existsSync(this.#temporary) ? readdirSync(this.#temporary) : [];
    rmSync(this.#temporary, { recursive: true, force: true });
    return { code: this.#child.exitCode, filesLeft };
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

/** A demo that is alive: what it has told. */
export interface RunningDemo {
  readonly process: DemoProcess;
  readonly apiUrl: string;
  /** The page's origin, which may call the API. */
  readonly siteUrl: string;
  readonly endpoint: string;
  readonly region: string;
  readonly folder: string;
  /** The sample users' tokens, where sign-in is on. */
  token(role: Role): string;
}

/** Waits until a demo is alive. */
export async function runningDemo(process: DemoProcess): Promise<RunningDemo> {
  await process.untilPrinted("Ctrl-C ends it");
  const told = (pattern: RegExp) => {
    const [, value] = pattern.exec(process.printed) ?? [];
    if (value === undefined) throw new Error(`the demo doesn't tell ${pattern}:\n${process.printed}`);
    return value;
  };
  const folder = told(/^ {2}files +(\S+)$/m);
  return {
    process,
    apiUrl: told(/^ {2}API +(\S+)$/m),
    siteUrl: told(/^ {2}page +(\S+)/m),
    endpoint: told(/AWS_ENDPOINT_URL=([^,\s]+)/),
    region: told(/region (\S+?),/),
    folder,
    token: (role) => readFileSync(join(folder, "tokens", role), "utf8"),
  };
}

/** Those of these processes that still run. */
export function survivors(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    const { stdout } = spawnSync("ps", ["-p", String(pid), "-o", "stat="], { encoding: "utf8" });
    // One that has ended, and that nobody has asked about yet, isn't left behind by us.
    return stdout.trim() !== "" && !stdout.startsWith("Z");
  });
}
