import { chooseNames } from "../command-line/choose-names";
import { type Layer, layersOfSystem } from "./layers";

/**
 * The layers to plan for a system, those it reads among them; for `all`, every one.
 *
 * @throws CommandError if there is no such system
 */
export function chooseLayers(layers: readonly Layer[], system: string): Layer[] {
  const systems = [...new Set(layers.map((layer) => layer.system))];
  const chosen = chooseNames("system", systems, system, ' (the setting "systems" says which are built)');
  return system === "all" ? [...layers] : chosen.flatMap((name) => layersOfSystem(layers, name));
}
