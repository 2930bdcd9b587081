import type { LayerDocument } from "../../reach/layer-document";
import type { Synthesized } from "../support/synthesized";

/** The layers of one system in a synth. */
export function layersOf({ stacks }: Synthesized, system: string): LayerDocument[] {
  return stacks
    .filter(({ name }) => name.startsWith(`${system}-`))
    .map(({ name, json }) => ({ stack: name, json }));
}
