import { effectOf, type PlanJson, type ResourceChange } from "./plan-json";
import { lostWith } from "./stateful-resources";

/** A resource that a plan takes away: for good, to put another in its place, or out of Terraform's care. */
export interface Loss {
  readonly address: string;
  readonly effect: "replace" | "destroy" | "forget";
  /** Why, in words; names attributes, never their values. */
  readonly reason: string;
  /** What is lost with it; undefined when it holds nothing of its own. */
  readonly contents: string | undefined;
}

/** What a plan takes away, resources that hold something first. */
export function lossesOf(plan: PlanJson): Loss[] {
  const losses = (plan.resource_changes ?? []).flatMap((change): Loss[] => {
    const effect = effectOf(change);
    if (effect !== "replace" && effect !== "destroy" && effect !== "forget") return [];
    return [
      {
        address: change.deposed === undefined ? change.address : `${change.address} (deposed)`,
        effect,
        reason: reasonOf(change),
        contents: effect === "forget" ? undefined : lostWith(change.type),
      },
    ];
  });
  return [...losses.filter(({ contents }) => contents), ...losses.filter(({ contents }) => !contents)];
}

/** Terraform's reasons: https://developer.hashicorp.com/terraform/internals/json-format#change-representation */
const reasons: Readonly<Record<string, string>> = {
  replace_because_tainted: "it is tainted: an earlier apply left it half made",
  replace_by_request: "asked for by -replace",
  replace_by_triggers: "replace_triggered_by: something that it names changes",
  delete_because_no_resource_config: "it is no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_wrong_repetition: "it went from one to several of it, or back",
  delete_because_count_index: "count is smaller now",
  delete_because_each_key: "its key is no longer in for_each",
  delete_because_no_move_target: "it was moved to an address that isn't in the configuration",
};

function reasonOf({ deposed, action_reason, change }: ResourceChange): string {
  if (deposed !== undefined) return "left behind by a replacement that broke off";
  const paths = (change.replace_paths ?? []).map(nameOf);
  if (paths.length > 0) return `${paths.join(", ")} can't be changed in place`;
  if (action_reason === undefined) return change.actions.includes("forget") ? "removed block" : "not told";
  return reasons[action_reason] ?? action_reason;
}

function nameOf(path: readonly (string | number)[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");
}
