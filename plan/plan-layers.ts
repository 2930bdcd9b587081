import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HandedOnOutputs, handedOnOutputs } from "./handed-on-outputs";
import { inOrder } from "./in-order";
import type { Layer } from "./layers";
import type { PlanFolder } from "./plan-folder";
import { changesOutputs, type PlanJson } from "./plan-json";
import { planLayer, type Terraform, TerraformFailure } from "./plan-layer";
import type { PlanMode } from "./plan-mode";
import { planOverride } from "./plan-override";
import { syntheticState } from "./synthetic-state";

/** What became of a layer. */
export type LayerOutcome = PlannedLayer | FailedLayer | SkippedLayer;

export interface PlannedLayer {
  readonly outcome: "planned";
  readonly layer: Layer;
  readonly plan: PlanJson;
  /**
   * Whether the apply may do something else than the plan says: always so offline; live, when a layer that it reads is
   * yet to change the outputs that it reads.
   */
  readonly isProvisional: boolean;
  /** The layers whose planned outputs, placeholders among them, it was planned with. */
  readonly plannedWith: readonly string[];
  /** What the layers above were told, when they couldn't read it from the state. */
  readonly handedOn: HandedOnOutputs | undefined;
  readonly planJsonFile: string;
  /** Terraform's own plan file, fit to be applied; only of a live plan that isn't provisional. */
  readonly planFile: string | undefined;
  readonly seconds: number;
}

export interface FailedLayer {
  readonly outcome: "failed";
  readonly layer: Layer;
  /** The command of Terraform that failed. */
  readonly command: string;
  /** In Terraform's own words. */
  readonly message: string;
}

export interface SkippedLayer {
  readonly outcome: "skipped";
  readonly layer: Layer;
  /** The layers that it reads and that there is no plan of. */
  readonly missing: readonly string[];
}

export interface PlanLayersOptions {
  readonly mode: PlanMode;
  readonly folder: PlanFolder;
  /** The project's output folder, from which the relative paths of local states count. */
  readonly projectOutdir: string;
  readonly terraform: Terraform;
  /** A folder with the unpacked providers. */
  readonly providers: string;
  /** Told when a layer's plan begins. */
  readonly onStart?: (layer: Layer) => void;
  /** Told when a layer is done with. */
  readonly onEnd?: (outcome: LayerOutcome) => void;
  readonly signal: AbortSignal;
}

/** A run of the AWS provider takes about 700 MB and a core. */
const plansAtOnce = 2;

/**
 * Plans layers, each after those it reads, two at a time. A layer that fails leaves the plans of those that don't read
 * it alone.
 *
 * What a layer reads of another that would change it, or was never applied, comes from that layer's plan.
 *
 * @returns what became of each, in the order given
 */
export function planLayers(layers: readonly Layer[], options: PlanLayersOptions): Promise<LayerOutcome[]> {
  const planned = new Map<string, PlannedLayer>();
  const tasks = layers.map((layer) => ({ name: layer.stack, after: layer.dependencies, layer }));
  return inOrder(tasks, plansAtOnce, async ({ layer }) => {
    const outcome = await outcomeOf(layer, planned, options);
    if (outcome.outcome === "planned") planned.set(layer.stack, outcome);
    options.onEnd?.(outcome);
    return outcome;
  });
}

async function outcomeOf(
  layer: Layer,
  planned: ReadonlyMap<string, PlannedLayer>,
  options: PlanLayersOptions,
): Promise<LayerOutcome> {
  const missing = layer.dependencies.filter((stack) => !planned.has(stack));
  if (missing.length > 0 || options.signal.aborted) return { outcome: "skipped", layer, missing };
  options.onStart?.(layer);
  const plannedWith = layer.dependencies.filter((stack) => planned.get(stack)?.handedOn !== undefined);
  try {
    return await plan(layer, plannedWith, options);
  } catch (error) {
    if (!(error instanceof TerraformFailure)) throw error;
    return { outcome: "failed", layer, command: error.command, message: error.message };
  }
}

async function plan(
  layer: Layer,
  plannedWith: readonly string[],
  { mode, folder, projectOutdir, terraform, providers, signal }: PlanLayersOptions,
): Promise<PlannedLayer> {
  const start = performance.now();
  const isProvisional = mode === "offline" || plannedWith.length > 0;
  const planJsonFile = join(folder.plans, `${layer.stack}.json`);
  const planFile = isProvisional ? undefined : join(folder.plans, `${layer.stack}.tfplan`);
  const override = planOverride(layer, {
    mode,
    stackFolder: join(projectOutdir, "stacks", layer.stack),
    emptyState: join(folder.states, `${layer.stack}.empty.tfstate`),
    syntheticStates: new Map(plannedWith.map((stack) => [stack, stateFile(folder, stack)])),
  });
  const result = await planLayer(layer, {
    mode,
    terraform,
    override,
    providers,
    planJsonFile,
    ...(planFile === undefined ? {} : { planFile }),
    signal,
  });
  const handedOn = mode === "offline" || changesOutputs(result) ? handedOnOutputs(layer, result) : undefined;
  if (handedOn) {
    writeFileSync(stateFile(folder, layer.stack), syntheticState(handedOn, result.terraform_version));
  }
  return {
    outcome: "planned",
    layer,
    plan: result,
    isProvisional,
    plannedWith,
    handedOn,
    planJsonFile,
    planFile,
    seconds: (performance.now() - start) / 1000,
  };
}

function stateFile(folder: PlanFolder, stack: string): string {
  return join(folder.states, `${stack}.tfstate`);
}
