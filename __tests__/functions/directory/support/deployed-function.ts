import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";

/** A function's zip, run as Lambda runs it: a process of its own that knows nothing but the zip and its environment. */
export interface DeployedFunction {
  /** The names of the files in the zip. */
  readonly files: readonly string[];
  /**
   * Calls the handler.
   * @throws Error with the name and message that Lambda would log
   */
  invoke<Result>(event: unknown): Promise<Result>;
  /** All that it has printed so far. */
  printed(): string;
  close(): Promise<void>;
}

const packagesFolder = join(__dirname, "../../../../.build/functions");

/** What Lambda's own runtime does, as far as a handler can tell. */
const runtime = `
const { handler } = require("./index.js");
process.on("message", async (event) => {
  try {
    process.send({ result: await handler(event, { getRemainingTimeInMillis: () => 25_000 }) });
  } catch ({ name, message }) {
    process.send({ error: { name, message } });
  }
});
process.send("ready");
`;

/**
 * @param name of functions/packages.json
 * @param folder an empty one, outside of the project, so that no module of the project is found from there
 */
export async function startDeployedFunction(
  name: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<DeployedFunction> {
  const entries = unzipSync(readFileSync(join(packagesFolder, `${name}.zip`)));
  for (const [file, content] of Object.entries(entries)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  writeFileSync(join(folder, "lambda-runtime.js"), runtime);
  const child = fork(join(folder, "lambda-runtime.js"), {
    cwd: folder,
    env: environment,
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      text += String(chunk);
    });
  }
  const printed = () => text;
  await reply(child, printed);
  return {
    files: Object.keys(entries),
    invoke: async <Result>(event: unknown) => {
      child.send(event as object);
      const { result, error } = (await reply(child, printed)) as { result?: Result; error?: Error };
      if (error) throw Object.assign(new Error(error.message), { name: error.name });
      return result as Result;
    },
    printed,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      child.kill();
      await exit;
    },
  };
}

/** The process's next word; if it ends instead, what it printed is why. */
function reply(child: ChildProcess, printed: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the function ended (${code}):\n${printed()}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message);
    });
  });
}
