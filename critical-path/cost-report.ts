import { textTable } from "../command-line/text-table";
import type { ApplyCost, LayerCost } from "./apply-cost";
import { duration } from "./duration";

/** How many of the long waits beside the path are shown. */
const shownBesides = 6;

/** For a terminal: the layers, what waits for nothing, the path, and what lies close to it. */
export function costReport(cost: ApplyCost): string {
  return [
    `${cost.system}, environment ${cost.environment}: an apply from nothing, by typical creation times (not measured)`,
    layerTable(cost),
    ...needlessLines(cost),
    `\nThe longest chain of waits takes ${duration(cost.seconds)}; all waits one after another, ${duration(cost.workSeconds)}.`,
    pathTable(cost),
    ...besidesLines(cost),
    `\nWithout layers, if each resource waited only for what it reads, it would take ${duration(cost.secondsInOneState)}.`,
  ].join("\n");
}

function layerTable({ layers }: ApplyCost): string {
  const head = [
    "layer",
    "resources",
    "data sources",
    "remote states",
    "dependencies",
    "needless",
    "begins",
    "takes",
    "work",
  ];
  return textTable(
    head,
    layers.map((layer) => [
      layer.stack,
      ...[layer.resources, layer.dataSources, layer.remoteStates, layer.dependencies, layer.needless.length],
      ...[layer.beginsAt, layer.seconds, layer.workSeconds].map(duration),
    ]),
    { textColumns: 1 },
  );
}

function needlessLines({ layers }: ApplyCost): string[] {
  const lines = layers.flatMap(needlessOf);
  return lines.length > 0 ? ["\nNeedless:", ...lines] : [];
}

function needlessOf({ stack, needless }: LayerCost): string[] {
  return needless.map(({ address, waitsFor, why }) => `  ${stack}: ${address} waits for ${waitsFor}: ${why}`);
}

function pathTable({ path }: ApplyCost): string {
  return textTable(
    ["layer", "resource", "waits", "at", "all without it"],
    path.map(({ stack, address, seconds, endsAt, totalWithout }) => [
      stack,
      address,
      ...[seconds, endsAt, totalWithout].map(duration),
    ]),
    { textColumns: 2 },
  );
}

function besidesLines({ besides }: ApplyCost): string[] {
  if (besides.length === 0) return [];
  const rows = besides.slice(0, shownBesides);
  return [
    "\nWhat takes long besides, and by how much longer it could take:",
    textTable(
      ["layer", "resource", "waits", "slack"],
      rows.map(({ stack, address, seconds, slack }) => [stack, address, ...[seconds, slack].map(duration)]),
      { textColumns: 2 },
    ),
  ];
}
