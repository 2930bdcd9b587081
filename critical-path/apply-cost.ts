import type { Layer } from "../plan/layers";
import { endOfLayer, type GraphedLayer, secondsOf, stepId, stepsByLayer, stepsByOutput } from "./apply-steps";
import { type GraphNode, type LayerGraph, layerGraph, predecessors } from "./layer-graph";
import { type NeedlessDependency, needlessDependencies } from "./needless-dependencies";
import { chainsThrough, chainTo, endOfAll, type Run, type Steps, schedule } from "./schedule";

/**
 * What an apply of a system from nothing costs, as plain data: `npm run critical-path -- --json` prints it. All times are
 * in seconds and typical ones (creation-times.ts), without Terraform's own for `init` and plan.
 */
export interface ApplyCost {
  readonly system: string;
  readonly environment: string;
  /** From the first resource to the last, each layer beginning when those are done that it reads. */
  readonly seconds: number;
  /** The same if no layer waited for a whole other one, but each resource for what it reads: what states apart cost. */
  readonly secondsInOneState: number;
  /** All waits, one after another. */
  readonly workSeconds: number;
  /** In the order in which they are deployed. */
  readonly layers: readonly LayerCost[];
  /** The longest chain of waits, first to last. What takes no time isn't in it. */
  readonly path: readonly PathStep[];
  /** What takes long besides, the tightest first. */
  readonly besides: readonly SlackStep[];
}

export interface LayerCost {
  readonly stack: string;
  readonly name: string;
  /** The stacks that it waits for. */
  readonly after: readonly string[];
  readonly resources: number;
  /** That ask AWS at every plan: there must be none. */
  readonly dataSources: number;
  /** Reads of other layers' states. */
  readonly remoteStates: number;
  /** Pairs of a resource and another that it waits for. */
  readonly dependencies: number;
  readonly needless: readonly NeedlessDependency[];
  readonly beginsAt: number;
  readonly endsAt: number;
  /** Its longest chain of waits. */
  readonly seconds: number;
  readonly workSeconds: number;
}

/** A resource, and how long Terraform waits for it. */
export interface ResourceWait {
  readonly stack: string;
  readonly layer: string;
  readonly address: string;
  readonly seconds: number;
}

export interface PathStep extends ResourceWait {
  readonly endsAt: number;
  /** What the whole apply would take if this one took no time: where the second-longest chain is. */
  readonly totalWithout: number;
}

export interface SlackStep extends ResourceWait {
  /** By how much longer it could take without the apply taking longer. */
  readonly slack: number;
}

/** Shorter waits beside the path can't become it. */
const longWait = 10;

/**
 * @param layers a system's, in the order in which they are deployed, and all that they read
 * @throws CommandError if a layer isn't understood
 */
export function applyCost(system: string, layers: readonly Layer[]): ApplyCost {
  const graphed = layers.map((layer) => ({ layer, graph: layerGraph(layer.document) }));
  const steps = stepsByLayer(graphed);
  const runs = schedule(steps);
  const waits = new Map(graphed.flatMap(waitsOf));
  const seconds = endOfAll(steps);
  const path = chainTo(lastLayer(layers, runs), runs).filter((id) => (waits.get(id)?.seconds ?? 0) > 0);
  return {
    system,
    environment: layers.find((layer) => layer.system === system)?.environment ?? "",
    seconds,
    secondsInOneState: endOfAll(stepsByOutput(graphed)),
    workSeconds: sum(waits.values()),
    layers: graphed.map((each) => layerCost(each, runs)),
    path: path.flatMap((id) => pathStep(id, waits, runs, steps)),
    besides: besides(path, waits, steps, seconds),
  };
}

function waitsOf({ layer: { stack, name }, graph }: GraphedLayer): [string, ResourceWait][] {
  return resourcesIn(graph).map((node) => [
    stepId(stack, node.address),
    { stack, layer: name, address: node.address, seconds: secondsOf(node) },
  ]);
}

function lastLayer(layers: readonly Layer[], runs: ReadonlyMap<string, Run>): string {
  const ends = layers.map(({ stack }) => endOfLayer(stack));
  return ends.reduce((last, each) => (endsAt(each, runs) > endsAt(last, runs) ? each : last));
}

function pathStep(
  id: string,
  waits: ReadonlyMap<string, ResourceWait>,
  runs: ReadonlyMap<string, Run>,
  steps: Steps,
): PathStep[] {
  const wait = waits.get(id);
  const step = steps.get(id);
  if (wait === undefined || step === undefined) return [];
  const totalWithout = endOfAll(new Map([...steps, [id, { ...step, seconds: 0 }]]));
  return [{ ...wait, endsAt: endsAt(id, runs), totalWithout }];
}

function besides(
  path: readonly string[],
  waits: ReadonlyMap<string, ResourceWait>,
  steps: Steps,
  total: number,
): SlackStep[] {
  const chains = chainsThrough(steps);
  return [...waits]
    .filter(([id, { seconds }]) => seconds >= longWait && !path.includes(id))
    .map(([id, wait]) => ({ ...wait, slack: total - (chains.get(id) ?? 0) }))
    .toSorted((a, b) => a.slack - b.slack);
}

function layerCost({ layer, graph }: GraphedLayer, runs: ReadonlyMap<string, Run>): LayerCost {
  const { stack, name, dependencies: after } = layer;
  const beginsAt = endsAt(stepId(stack, "begin"), runs);
  const end = endsAt(endOfLayer(stack), runs);
  const count = (kind: GraphNode["kind"]) => [...graph.values()].filter((node) => node.kind === kind).length;
  return {
    stack,
    name,
    after,
    resources: count("resource"),
    dataSources: count("data source"),
    remoteStates: count("remote state"),
    dependencies: dependenciesIn(graph),
    needless: needlessDependencies(layer, graph),
    beginsAt,
    endsAt: end,
    seconds: end - beginsAt,
    workSeconds: sum(waitsOf({ layer, graph }).map(([, wait]) => wait)),
  };
}

function dependenciesIn(graph: LayerGraph): number {
  const resources = resourcesIn(graph);
  const addresses = new Set(resources.map(({ address }) => address));
  return resources.flatMap((node) => [...predecessors(node)].filter((each) => addresses.has(each))).length;
}

function resourcesIn(graph: LayerGraph): GraphNode[] {
  return [...graph.values()].filter(({ kind }) => kind === "resource");
}

function endsAt(id: string, runs: ReadonlyMap<string, Run>): number {
  return runs.get(id)?.endsAt ?? 0;
}

function sum(waits: Iterable<ResourceWait>): number {
  return [...waits].reduce((total, { seconds }) => total + seconds, 0);
}
