import { relative } from "node:path";
import { type Loss, lossesOf } from "./losses";
import type { PlanFolder } from "./plan-folder";
import { countEffects, type EffectCounts } from "./plan-json";
import type { LayerOutcome } from "./plan-layers";
import type { PlanMode } from "./plan-mode";

/**
 * A run in a form for programs, `summary.json` beside the plans. Holds the placeholders that layers were planned with,
 * so that a reader of the plans can tell them from values; no other value.
 */
export interface PlanSummary {
  readonly mode: PlanMode;
  readonly environment: string;
  readonly preset: string;
  /** Whether any layer's plan is provisional. */
  readonly provisional: boolean;
  readonly layers: readonly LayerSummary[];
}

export type LayerSummary = {
  readonly stack: string;
  readonly system: string;
  readonly layer: string;
} & (
  | {
      readonly outcome: "planned";
      readonly provisional: boolean;
      readonly plannedWith: readonly string[];
      readonly effects: EffectCounts;
      readonly losses: readonly Loss[];
      /** Relative to the summary. */
      readonly planJson: string;
      readonly planFile?: string;
      /** By output: what the layers above were planned with in the place of a value that only the apply will tell. */
      readonly placeholders: Readonly<Record<string, unknown>>;
    }
  | { readonly outcome: "failed"; readonly command: string; readonly message: string }
  | { readonly outcome: "skipped"; readonly missing: readonly string[] }
);

/** What a run came to. */
export function summarize(
  outcomes: readonly LayerOutcome[],
  run: { readonly mode: PlanMode; readonly environment: string; readonly preset: string },
  folder: PlanFolder,
): PlanSummary {
  return {
    mode: run.mode,
    environment: run.environment,
    preset: run.preset,
    provisional: outcomes.some((each) => each.outcome === "planned" && each.isProvisional),
    layers: outcomes.map((outcome) => summarizeLayer(outcome, folder)),
  };
}

function summarizeLayer(outcome: LayerOutcome, folder: PlanFolder): LayerSummary {
  const { stack, system, name: layer } = outcome.layer;
  const named = { stack, system, layer };
  if (outcome.outcome === "failed") {
    return { ...named, outcome: "failed", command: outcome.command, message: outcome.message };
  }
  if (outcome.outcome === "skipped") return { ...named, outcome: "skipped", missing: outcome.missing };
  return {
    ...named,
    outcome: "planned",
    provisional: outcome.isProvisional,
    plannedWith: outcome.plannedWith,
    effects: countEffects(outcome.plan),
    losses: lossesOf(outcome.plan),
    planJson: relative(folder.path, outcome.planJsonFile),
    ...(outcome.planFile === undefined ? {} : { planFile: relative(folder.path, outcome.planFile) }),
    placeholders: Object.fromEntries(
      Object.entries(outcome.handedOn ?? {})
        .filter(([, { isPlaceholder, isSensitive }]) => isPlaceholder && !isSensitive)
        .map(([name, { value }]) => [name, value]),
    ),
  };
}
