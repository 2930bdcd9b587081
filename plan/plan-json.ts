/**
 * The parts of `terraform show -json <plan>` that are read here. The format:
 * https://developer.hashicorp.com/terraform/internals/json-format
 *
 * A plan holds every sensitive value in clear. Print addresses and attribute names of it, never values.
 */
export interface PlanJson {
  readonly terraform_version: string;
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, OutputChange>>;
  readonly planned_values: {
    readonly root_module?: { readonly resources?: readonly PlannedResource[] };
  };
}

export type Action = "no-op" | "create" | "read" | "update" | "delete" | "forget";

export interface ResourceChange {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** Key of an object that an interrupted replacement has left behind. */
  readonly deposed?: string;
  /** Why Terraform chose the action, where that isn't plain from the configuration. */
  readonly action_reason?: string;
  readonly change: {
    readonly actions: readonly Action[];
    /** The attributes that force a replacement. */
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

export interface OutputChange {
  readonly actions: readonly Action[];
  /** Null, or missing, where unknown. */
  readonly after?: unknown;
  /** True where the value is unknown until apply; of the same shape as the value where only a part is. */
  readonly after_unknown?: unknown;
}

export interface PlannedResource {
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a plan does to a resource. */
export type Effect = "create" | "change" | "replace" | "destroy" | "forget" | "none";

/** The effect of a change of a managed resource. Data sources are read, which changes nothing. */
export function effectOf({ mode, change: { actions } }: ResourceChange): Effect {
  if (mode === "data") return "none";
  // Either order: a replacement may create before it destroys.
  if (actions.includes("create") && (actions.includes("delete") || actions.includes("forget")))
    return "replace";
  if (actions.includes("create")) return "create";
  if (actions.includes("delete")) return "destroy";
  if (actions.includes("forget")) return "forget";
  return actions.includes("update") ? "change" : "none";
}

export type EffectCounts = Readonly<Record<Effect, number>>;

/** How many resources a plan does what to. */
export function countEffects(plan: PlanJson): EffectCounts {
  const counts = { create: 0, change: 0, replace: 0, destroy: 0, forget: 0, none: 0 };
  for (const change of plan.resource_changes ?? []) {
    if (change.mode === "managed") counts[effectOf(change)] += 1;
  }
  return counts;
}

/** Whether an apply of this plan would give readers of the layer's outputs other values than the state has now. */
export function changesOutputs(plan: PlanJson): boolean {
  return Object.values(plan.output_changes ?? {}).some(({ actions }) => !actions.includes("no-op"));
}
