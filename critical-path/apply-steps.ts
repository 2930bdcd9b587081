import type { Layer } from "../plan/layers";
import { creationSeconds } from "./creation-times";
import { type GraphNode, type LayerGraph, predecessors } from "./layer-graph";
import { remoteStateOf } from "./remote-state";
import type { Step, Steps } from "./schedule";

/** A layer and what waits for what in it. */
export interface GraphedLayer {
  readonly layer: Layer;
  readonly graph: LayerGraph;
}

/** One step of an apply: a node of a layer's graph. */
export function stepId(stack: string, address: string): string {
  return `${stack}/${address}`;
}

/** The step at which a layer is done. */
export function endOfLayer(stack: string): string {
  return stepId(stack, "end");
}

/** How long Terraform typically waits for a node: only resources take time. */
export function secondsOf({ kind, type, args }: GraphNode): number {
  return kind === "resource" ? creationSeconds(type, args) : 0;
}

/**
 * An apply as `cdktf deploy` does it: a layer begins when all those are done that it depends on. Layers that don't
 * depend on each other are applied at the same time.
 */
export function stepsByLayer(layers: readonly GraphedLayer[]): Steps {
  return new Map(layers.flatMap(stepsOfLayer));
}

function stepsOfLayer({ layer, graph }: GraphedLayer): [string, Step][] {
  const { stack, dependencies } = layer;
  const begin = stepId(stack, "begin");
  const inside = [...graph.values()].map((node): [string, Step] => [
    stepId(stack, node.address),
    {
      seconds: secondsOf(node),
      after: new Set([begin, ...[...predecessors(node)].map((each) => stepId(stack, each))]),
    },
  ]);
  return [
    [begin, { seconds: 0, after: new Set(dependencies.map(endOfLayer)) }],
    ...inside,
    [endOfLayer(stack), { seconds: 0, after: new Set(inside.map(([id]) => id)) }],
  ];
}

/**
 * The same apply if all layers were one state: a resource that reads another layer's output waits for what the output
 * waits for, and for nothing else of that layer.
 */
export function stepsByOutput(layers: readonly GraphedLayer[]): Steps {
  const producers = new Map(layers.map(({ layer: { stack } }) => [remoteStateOf(stack), stack]));
  return new Map(
    layers.flatMap(({ layer: { stack }, graph }) =>
      [...graph.values()].map((node): [string, Step] => {
        const within = [...predecessors(node)].map((each) => stepId(stack, each));
        return [
          stepId(stack, node.address),
          { seconds: secondsOf(node), after: new Set([...within, ...outputsRead(node, producers)]) },
        ];
      }),
    ),
  );
}

/** `data.terraform_remote_state.<layer>.outputs.<name>` as the output's step. */
function outputsRead({ references }: GraphNode, producers: ReadonlyMap<string, string>): string[] {
  return references.flatMap((reference) => {
    const [, state = "", output = ""] =
      /^(data\.terraform_remote_state\.\w+)\.outputs\.(\w+)/.exec(reference) ?? [];
    const stack = producers.get(state);
    return stack === undefined ? [] : [stepId(stack, `output.${output}`)];
  });
}
