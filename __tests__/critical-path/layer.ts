import type { ConfigurationDocument } from "../../critical-path/configuration-document";
import type { Layer, StackDocument } from "../../plan/layers";

/** A layer of a made-up system, as it would be read from a synth. */
export function layer(name: string, document: ConfigurationDocument, dependencies: string[] = []): Layer {
  return {
    stack: `shop-${name}`,
    system: "shop",
    name,
    environment: "dev",
    region: "eu-west-1",
    folder: "",
    dependencies,
    document: document as StackDocument,
  };
}
