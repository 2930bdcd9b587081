import type { End, Party } from "./ends";
import type { Opening } from "./openings";
import { covers, type Ports, portCount, portsText } from "./ports";
import type { Resource } from "./resources";
import type { Rule, SecurityGroup } from "./security-groups";

/** A rule that opens more than anything uses. */
export interface UnusedOpening {
  readonly rule: string;
  readonly layer: string;
  /** As `containers in 80 from alb`. */
  readonly opens: string;
  readonly why: string;
}

/** Rules without which no pair would be closed, and rules wider than what listens behind them. */
export function unusedOpenings(
  groups: readonly SecurityGroup[],
  ends: readonly End[],
  openings: readonly Opening[],
): UnusedOpening[] {
  const used = new Set(openings.flatMap(({ rules }) => rules));
  return groups.flatMap((group) =>
    group.rules.flatMap((rule) => {
      const holders = holdersOf(group, ends);
      const why = used.has(rule) ? whyTooWide(rule, holders) : whyIdle(rule, holders, ends);
      return why === undefined ? [] : unusedOpening(group, rule, why);
    }),
  );
}

/** Groups whose every holder, with all its groups together, may start no connection. */
export function groupsWithoutEgress(groups: readonly SecurityGroup[], ends: readonly End[]): string[] {
  const mayStart = (held: readonly SecurityGroup[]) =>
    held.some(({ rules }) => rules.some(({ direction }) => direction === "out"));
  return groups
    .filter((group) => {
      const places = partiesOf(ends).flatMap((party) =>
        party.places.filter((place) => place.groups.includes(group)),
      );
      return places.length > 0 && !places.some((place) => mayStart(place.groups));
    })
    .map(({ name }) => name);
}

/** Groups that nothing holds. */
export function groupsWithoutHolder(groups: readonly SecurityGroup[], ends: readonly End[]): string[] {
  return groups.filter((group) => holdersOf(group, ends).length === 0).map(({ name }) => name);
}

function unusedOpening(group: SecurityGroup, rule: Rule, why: string): UnusedOpening {
  return {
    rule: `${rule.resource.type}.${rule.resource.name}`,
    layer: rule.resource.stack,
    opens: `${group.name} ${rule.direction} ${portsText(rule.ports)} ${rule.direction === "in" ? "from" : "to"} ${peerName(rule)}`,
    why,
  };
}

function whyIdle(rule: Rule, holders: readonly Party[], ends: readonly End[]): string {
  const { peer } = rule;
  if (holders.length === 0) return `nothing holds ${rule.group.name}`;
  const peers =
    peer.kind === "group" ? partiesOf(ends).filter((party) => holds(party, peer.group)) : undefined;
  if (peers?.length === 0) return `nothing holds ${peerName(rule)}`;
  const listeners = rule.direction === "in" ? holders : peers;
  if (listeners && !listeners.some((party) => listensWithin(party, rule.ports).length > 0)) {
    return `${namesOf(listeners)} ${listeners.length === 1 ? "doesn't" : "don't"} listen there`;
  }
  return rule.direction === "in" ? "nothing can come from there" : "nothing there can be reached";
}

/** A range of ports that lets in to more than its holders offer. What listens out there isn't known. */
function whyTooWide(rule: Rule, holders: readonly Party[]): string | undefined {
  if (rule.direction === "out") return undefined;
  const listened = [...new Set(holders.flatMap((party) => listensWithin(party, rule.ports)).map(portsText))];
  return portCount(rule.ports) > listened.length ? `only ${listened.join(", ")} is listened on` : undefined;
}

function listensWithin({ listens }: Party, ports: Ports): Ports[] {
  return listens.filter((each) => covers(ports, each));
}

function peerName({ peer }: Rule): string {
  if (peer.kind === "group") return peer.group.name;
  return peer.kind === "range" ? peer.range.cidr : peer.endpoint.name;
}

function partiesOf(ends: readonly End[]): Party[] {
  return ends.filter((end) => end.kind === "party");
}

function holdersOf(group: SecurityGroup, ends: readonly End[]): Party[] {
  return partiesOf(ends).filter((party) => party.places.some(({ groups }) => groups.includes(group)));
}

function holds(party: Party, group: Resource): boolean {
  return party.places.some(({ groups }) => groups.some(({ resource }) => resource === group));
}

function namesOf(parties: readonly Party[]): string {
  return parties.map(({ name }) => name).join(" and ");
}
