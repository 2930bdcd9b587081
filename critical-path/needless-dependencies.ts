import type { Layer } from "../plan/layers";
import { type GraphNode, type LayerGraph, predecessors } from "./layer-graph";
import { remoteStateOf } from "./remote-state";

/** A wait that nothing needs. */
export interface NeedlessDependency {
  readonly kind: "implied" | "name only" | "unread layer";
  /** Who waits: a resource, an output or the whole layer. */
  readonly address: string;
  readonly waitsFor: string;
  /** Why for nothing, and so what to do. */
  readonly why: string;
}

/**
 * Types that take any name in a dimension, whether or not there is such a thing (CloudWatch API reference): a metric that
 * nobody sends yet is one without data.
 */
const typesThatOnlyName = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_dashboard"];

/**
 * The waits of a layer that can be shown to be needless: nothing else in the graph, and nothing at AWS, would miss them.
 * What may be there for the sake of order alone, and what reads a value that AWS makes, is never among them.
 */
export function needlessDependencies(layer: Layer, graph: LayerGraph): NeedlessDependency[] {
  return [
    ...[...graph.values()].flatMap((node) => [...implied(node, graph), ...nameOnly(node, graph)]),
    ...unreadLayers(layer, graph),
  ];
}

/** A `depends_on` that another dependency of the same node leads to anyway. */
function implied(node: GraphNode, graph: LayerGraph): NeedlessDependency[] {
  return [...node.dependsOn].flatMap((waitsFor) => {
    const through = node.reads.has(waitsFor)
      ? "its own arguments"
      : [...predecessors(node)].find((other) => other !== waitsFor && leadsTo(other, waitsFor, graph));
    if (through === undefined) return [];
    return [
      {
        kind: "implied" as const,
        address: node.address,
        waitsFor,
        why: `waited for through ${through}: leave it out of depends_on`,
      },
    ];
  });
}

function leadsTo(from: string, to: string, graph: LayerGraph, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const node = graph.get(from);
  return node !== undefined && [...predecessors(node)].some((next) => leadsTo(next, to, graph, seen));
}

/** An alarm or a graph that reads of a resource only what the settings say anyway. */
function nameOnly(node: GraphNode, graph: LayerGraph): NeedlessDependency[] {
  if (!typesThatOnlyName.includes(node.type)) return [];
  return [...node.reads].flatMap((waitsFor) => {
    const attributes = node.references
      .filter((reference) => `${reference}.`.startsWith(`${waitsFor}.`))
      .map((reference) => reference.slice(waitsFor.length + 1));
    const args = graph.get(waitsFor)?.args ?? {};
    if (!attributes.every((attribute) => isWrittenOut(args[attribute]))) return [];
    const why = `reads only ${[...new Set(attributes)].join(", ")}, which is known beforehand: write the value itself`;
    return [{ kind: "name only" as const, address: node.address, waitsFor, why }];
  });
}

function isWrittenOut(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && !/[$%]\{/.test(value));
}

/** A layer that is deployed after another, and reads none of its outputs. */
function unreadLayers({ stack, dependencies }: Layer, graph: LayerGraph): NeedlessDependency[] {
  const read = new Set([...graph.values()].flatMap(({ reads }) => [...reads]));
  return dependencies
    .filter((producer) => !read.has(remoteStateOf(producer)))
    .map((producer) => ({
      kind: "unread layer" as const,
      address: stack,
      waitsFor: producer,
      why: "reads none of its outputs: don't read its contract",
    }));
}
