import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import type { Settings, SystemName } from "../config/settings";
import { LayerStack } from "./base/layer-stack";
import { Bootstrap } from "./bootstrap/bootstrap";
import { buildDirectory } from "./directory/directory";
import { buildHaWeb } from "./ha-web/ha-web";

/** Every system, and what builds its layers. */
const builders: Record<SystemName, (app: App, settings: Settings) => void> = {
  directory: buildDirectory,
  "ha-web": buildHaWeb,
};

/**
 * Writes the chosen systems and the bootstrap stack as Terraform JSON.
 *
 * @param outdir the output folder; cdktf's own choice by default (`CDKTF_OUTDIR`, else `cdktf.out`)
 */
export function synthesize(settings: Settings, outdir?: string): void {
  const app = new App({ stackTraces: false, ...(outdir === undefined ? {} : { outdir }) });
  new Bootstrap(app, settings);
  for (const system of settings.systems) builders[system](app, settings);
  app.synth();
  for (const stack of app.node.children) {
    if (stack instanceof LayerStack) writeDocuments(app.outdir, stack);
  }
}

function writeDocuments(outdir: string, stack: LayerStack): void {
  for (const [name, content] of stack.documents) {
    writeFileSync(join(outdir, "stacks", stack.node.id, name), content);
  }
}
