import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Layer } from "./layers";
import { makePrivateFolder } from "./plan-folder";
import { type Terraform, TerraformFailure } from "./plan-layer";
import { planEnvironment } from "./plan-mode";

/**
 * Installs the providers that the layers require, once for all: without a mirror each layer would fetch its own copy of
 * some 700 MB. What an earlier run fetched is used again.
 *
 * @param folder where they go
 * @returns the folder for `terraform init -plugin-dir=`
 * @throws TerraformFailure with what Terraform said
 */
export async function installProviders(
  folder: string,
  layers: readonly Layer[],
  terraform: Terraform,
  signal: AbortSignal,
): Promise<string> {
  makePrivateFolder(folder);
  // All layers require the same (docs/decisions/0005).
  require(folder, layers[0]?.document.terraform.required_providers);
  const { code, stderr } = await terraform.run(folder, ["init", "-input=false", "-no-color"], {
    environment: planEnvironment("offline", terraform.environment()),
    signal,
  });
  if (code !== 0) throw new TerraformFailure("init", signal.aborted ? "interrupted" : stderr.trim());
  return join(folder, ".terraform/providers");
}

/** Writes the requirement. Another than the last run's starts without its lock file, which would hold it to the old. */
function require(folder: string, providers: unknown): void {
  const file = join(folder, "providers.tf.json");
  const text = JSON.stringify({ terraform: { required_providers: providers } });
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  rmSync(join(folder, ".terraform.lock.hcl"), { force: true });
  writeFileSync(file, text);
}
