import Table from "cli-table3";
import { type Loss, lossesOf } from "./losses";
import { countEffects } from "./plan-json";
import type { FailedLayer, LayerOutcome, PlannedLayer } from "./plan-layers";
import type { PlanMode } from "./plan-mode";

/**
 * A table a system, and below it whatever is taken away and whatever failed. Shows addresses and attribute names, never
 * a value.
 */
export function planReport(outcomes: readonly LayerOutcome[], mode: PlanMode): string {
  const systems = [...new Set(outcomes.map(({ layer }) => layer.system))];
  return systems
    .map((system) =>
      systemReport(
        system,
        outcomes.filter(({ layer }) => layer.system === system),
        mode,
      ),
    )
    .join("\n\n");
}

/** One line for the terminal when a layer is done with. */
export function progressLine(outcome: LayerOutcome): string {
  const { stack } = outcome.layer;
  if (outcome.outcome === "failed") return `${stack}: terraform ${outcome.command} failed`;
  if (outcome.outcome === "skipped") return `${stack}: not planned${forWantOf(outcome.missing)}`;
  const { create, change, replace, destroy } = countEffects(outcome.plan);
  const counts = `${create} to create, ${change} to change, ${replace} to replace, ${destroy} to destroy`;
  return `${stack}: ${counts} (${certainty(outcome)}, ${outcome.seconds.toFixed(1)} s)`;
}

function systemReport(system: string, outcomes: readonly LayerOutcome[], mode: PlanMode): string {
  const planned = outcomes.filter((each): each is PlannedLayer => each.outcome === "planned");
  return [
    `${system}, environment ${outcomes[0]?.layer.environment}: ${basis(mode, planned)}`,
    table(outcomes),
    ...losses(planned),
    ...failures(outcomes.filter((each): each is FailedLayer => each.outcome === "failed")),
  ].join("\n");
}

function basis(mode: PlanMode, planned: readonly PlannedLayer[]): string {
  if (mode === "offline") {
    return "PROVISIONAL plan. Offline: no account asked, no state read, as if nothing were deployed.";
  }
  return planned.some(({ isProvisional }) => isProvisional)
    ? "plan against the account and its states, PROVISIONAL in part: a layer below is yet to be applied."
    : "plan against the account and its states.";
}

function table(outcomes: readonly LayerOutcome[]): string {
  const result = new Table({
    head: ["layer", "create", "change", "replace", "destroy", "no change", "plan", "made with plans of"],
    colAligns: ["left", "right", "right", "right", "right", "right", "left", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const outcome of outcomes) {
    const counts = outcome.outcome === "planned" ? countEffects(outcome.plan) : undefined;
    const effects = (["create", "change", "replace", "destroy", "none"] as const).map(
      (effect) => counts?.[effect] ?? "-",
    );
    result.push([outcome.layer.name, ...effects, state(outcome), readPlans(outcome)]);
  }
  return result.toString();
}

function state(outcome: LayerOutcome): string {
  if (outcome.outcome === "failed") return "FAILED";
  if (outcome.outcome === "skipped") return "not planned";
  return certainty(outcome);
}

function certainty({ isProvisional }: PlannedLayer): string {
  return isProvisional ? "provisional" : "final";
}

/** The layers whose plans, not states, a layer was planned with; of a layer without a plan, those it waited for. */
function readPlans(outcome: LayerOutcome): string {
  if (outcome.outcome === "planned") return outcome.plannedWith.join("\n") || "-";
  return outcome.outcome === "skipped"
    ? outcome.missing.map((stack) => `no plan of ${stack}`).join("\n")
    : "-";
}

const verbs = {
  replace: "is destroyed and made anew",
  destroy: "is destroyed",
  forget: "stays in the account, but Terraform forgets it",
} as const;

function losses(planned: readonly PlannedLayer[]): string[] {
  const lines = planned.flatMap(({ layer, plan, isProvisional }) =>
    lossesOf(plan).map((loss) => lossLine(layer.stack, loss, isProvisional)),
  );
  return lines.length > 0 ? ["", "Taken away:", ...lines] : [];
}

function lossLine(
  stack: string,
  { address, effect, reason, contents }: Loss,
  isProvisional: boolean,
): string {
  const mark = contents === undefined ? "  " : "!!";
  const warning = contents === undefined ? "" : `\n       LOST WITH IT: ${contents}`;
  const provisional = isProvisional ? " (provisional)" : "";
  return `  ${mark} ${stack}: ${address} ${verbs[effect]}${provisional}: ${reason}${warning}`;
}

function failures(failed: readonly FailedLayer[]): string[] {
  return failed.flatMap(({ layer, command, message }) => [
    "",
    `${layer.stack}: terraform ${command} failed:`,
    message.replaceAll(/^/gm, "  "),
  ]);
}

/** Nothing is missing when the run was interrupted before the layer's turn. */
function forWantOf(missing: readonly string[]): string {
  return missing.length > 0 ? `, for want of a plan of ${missing.join(", ")}` : "";
}
