import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { findTerraform, runTerraform, terraformEnvironment } from "../scripts/terraform.mjs";
import type { Layer } from "./layers";
import type { PlanJson } from "./plan-json";
import { type PlanMode, planEnvironment } from "./plan-mode";
import { overrideFile } from "./plan-override";

/** `scripts/terraform.mjs`, given by whoever starts a run. */
export interface Terraform {
  readonly find: typeof findTerraform;
  readonly run: typeof runTerraform;
  readonly environment: typeof terraformEnvironment;
}

export interface PlanLayerOptions {
  readonly mode: PlanMode;
  readonly terraform: Terraform;
  /** What `planOverride` made. */
  readonly override: Readonly<Record<string, unknown>>;
  /** A folder with the providers unpacked, as `terraform init` leaves it in `.terraform/providers`. */
  readonly providers: string;
  /** Where the plan goes, in JSON; it holds sensitive values in clear. */
  readonly planJsonFile: string;
  /** Where the plan goes in Terraform's own format, to be applied; not kept without. */
  readonly planFile?: string;
  readonly signal: AbortSignal;
}

/** A command of Terraform failed. The message is Terraform's own. */
export class TerraformFailure extends Error {
  constructor(
    readonly command: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Plans one layer in its folder: a real `terraform init`, `plan` and `show`.
 *
 * @throws TerraformFailure with what Terraform said
 */
export async function planLayer(layer: Layer, options: PlanLayerOptions): Promise<PlanJson> {
  writeFileSync(join(layer.folder, overrideFile), JSON.stringify(options.override, null, 2));
  await terraform(layer, options, ["init", `-plugin-dir=${options.providers}`, "-input=false", "-no-color"]);
  const planFile = options.planFile ?? join(layer.folder, "plan.tfplan");
  try {
    // Looking takes no lock: a plan neither waits for an apply nor holds one up, and needs no right to write.
    await terraform(layer, options, ["plan", "-lock=false", "-input=false", "-no-color", `-out=${planFile}`]);
    const json = await terraform(layer, options, ["show", "-json", "-no-color", planFile]);
    writeFileSync(options.planJsonFile, json);
    return JSON.parse(json);
  } finally {
    if (options.planFile === undefined) rmSync(planFile, { force: true });
  }
}

async function terraform(layer: Layer, options: PlanLayerOptions, args: string[]): Promise<string> {
  const { mode, signal } = options;
  const { code, stdout, stderr } = await options.terraform.run(layer.folder, args, {
    environment: planEnvironment(mode, options.terraform.environment()),
    signal,
  });
  if (code === 0) return stdout;
  throw new TerraformFailure(
    args[0] ?? "",
    signal.aborted ? "interrupted" : stderr.trim() || `it ended with ${code} and said nothing`,
  );
}
