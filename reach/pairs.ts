import type { End } from "./ends";
import { type Opening, openingsBetween } from "./openings";
import { byPort, covers, type Ports, portsText } from "./ports";

/** Two ends that can talk. Pairs that aren't there can't. */
export interface Pair {
  readonly from: string;
  readonly to: string;
  /** As `["80", "443"]` or `["any"]`. */
  readonly ports: readonly string[];
  /** Where it works, as `app_a → data_b`, when it doesn't from everywhere to everywhere; else empty. */
  readonly onlyBetween: readonly string[];
}

export function openingsOf(ends: readonly End[]): Opening[] {
  return ends.flatMap((from) => ends.flatMap((to) => openingsBetween(from, to)));
}

export function pairsOf(ends: readonly End[], openings: readonly Opening[]): Pair[] {
  return ends.flatMap((from) =>
    ends.flatMap((to) => {
      const open = openings.filter((opening) => opening.from === from && opening.to === to);
      return open.length === 0 ? [] : pairOf(from, to, open);
    }),
  );
}

function pairOf(from: End, to: End, open: readonly Opening[]): Pair {
  const ports = outermost(open.map((opening) => opening.ports));
  const possible = placeCount(from) * placeCount(to);
  const partial = ports.filter((each) => waysOn(each, open).length < possible);
  return {
    from: from.name,
    to: to.name,
    ports: ports.map(portsText),
    onlyBetween: partial.flatMap((each) =>
      waysOn(each, open).map((way) => (ports.length > 1 ? `${portsText(each)}: ${way}` : way)),
    ),
  };
}

/** Each once, and none that another holds. */
function outermost(all: readonly Ports[]): Ports[] {
  const distinct = [...new Map(all.map((ports) => [portsText(ports), ports])).values()];
  return distinct
    .filter((ports) => !distinct.some((other) => other !== ports && covers(other, ports)))
    .sort(byPort);
}

function waysOn(ports: Ports, open: readonly Opening[]): string[] {
  const ways = open
    .filter((opening) => covers(opening.ports, ports))
    .map(({ fromPlace, toPlace }) => `${fromPlace} → ${toPlace}`);
  return [...new Set(ways)];
}

function placeCount(end: End): number {
  return end.kind === "party" ? new Set(end.places.map(({ subnet }) => subnet.name)).size : 1;
}
