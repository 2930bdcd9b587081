import { closest, distance } from "fastest-levenshtein";
import { type Layer, layersOfSystem } from "./layers";
import { PlanError } from "./plan-arguments";

/** Further off than this, a suggestion would only puzzle. */
const mostTypos = 3;

/**
 * The layers to plan for a system, those it reads among them; for `all`, every one.
 *
 * @throws PlanError if there is no such system
 */
export function chooseLayers(layers: readonly Layer[], system: string): Layer[] {
  if (system === "all") return [...layers];
  const systems = [...new Set(layers.map((layer) => layer.system))];
  if (systems.includes(system)) return layersOfSystem(layers, system);
  const near = closest(system, [...systems, "all"]);
  const suggestion = distance(system, near) <= mostTypos ? `; did you mean ${near}?` : "";
  throw new PlanError(
    `there is no system "${system}"${suggestion}\n\n` +
      `  allowed  ${[...systems, "all"].join(", ")} (the setting "systems" says which are built)`,
  );
}
