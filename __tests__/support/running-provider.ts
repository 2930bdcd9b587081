import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";

/** A provider that runs by itself, for many runs of Terraform. */
export interface RunningProvider {
  /** What tells Terraform to take it instead of starting one, and so instead of one that `init` has installed. */
  readonly environment: { readonly TF_REATTACH_PROVIDERS: string };
  stop(): Promise<void>;
}

/**
 * Starts the provider that `terraform init` installed below a folder, in the mode that Terraform has for debugging
 * providers (https://developer.hashicorp.com/terraform/plugin/debugging). A Terraform that attaches to it saves the
 * start of one, which is most of a `validate`. For commands that don't configure the provider only: it holds one
 * configuration, whoever asks.
 *
 * @throws Error with the provider's own words when it doesn't start
 */
export async function startProvider(folder: string): Promise<RunningProvider> {
  // The shell ends the provider when our end of the pipe closes, however we end.
  const script = `"$0" -debug </dev/null & trap '' TERM; cat >/dev/null; kill $!; wait`;
  const child = spawn("sh", ["-c", script, programBelow(join(folder, ".terraform/providers"))], {
    // Where it puts its socket.
    env: { ...process.env, TMPDIR: folder },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const said: string[] = [];
  child.stderr.on("data", (chunk) => said.push(String(chunk)));
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    const TF_REATTACH_PROVIDERS = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line)?.[1];
    if (TF_REATTACH_PROVIDERS === undefined) continue;
    const stop = async () => {
      const exit = once(child, "exit");
      child.stdin.end();
      await exit;
    };
    return { environment: { TF_REATTACH_PROVIDERS }, stop };
  }
  throw new Error(`the provider did not start:\n${said.join("\n")}`);
}

/** The one program below a folder; the folder of a platform may be a link into a mirror. */
function programBelow(folder: string): string {
  const program = readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? programBelow(path) : path))
    .find((path) => basename(path).startsWith("terraform-provider-"));
  if (program === undefined) throw new Error(`there is no provider below ${folder}`);
  return program;
}
