import type { SystemName } from "../config/settings";
import { inOrder } from "../plan/in-order";
import type { Layer } from "../plan/layers";
import type { EmulatedDeployment } from "./emulated-deployment";

/** A system in an emulated account of its own, and what checks need to know of it. */
export interface DeployedSystem {
  readonly name: SystemName;
  readonly deployment: EmulatedDeployment;
  /** Tells whoever waits what is going on. */
  readonly say: (text: string) => void;
}

/** Runs of the AWS provider at once: one takes some 400 MB and a core. */
const layersAtOnce = 2;

/** Works on each layer of the system after those that it reads. */
export function forEachLayer<R>(
  { name, deployment }: DeployedSystem,
  work: (layer: Layer) => Promise<R>,
): Promise<R[]> {
  const layers = deployment.layers().filter(({ system }) => system === name);
  const tasks = layers.map((layer) => ({ name: layer.stack, after: layer.dependencies, layer }));
  return inOrder(tasks, layersAtOnce, ({ layer }) => work(layer));
}

/** The layer that reads no other: the network. */
export function firstStack({ name, deployment }: DeployedSystem): string {
  const first = deployment.layers().find(({ system }) => system === name);
  if (first === undefined) throw new Error(`the system ${name} has no layers`);
  return first.stack;
}
