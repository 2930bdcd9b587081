import { contains, type Ipv4Range, parseIpv4Range } from "../config/ipv4-range";
import type { OutsideRange } from "./ends";
import type { Network } from "./network";

const everywhere = rangeOf("0.0.0.0/0");

/** Private and shared address space: no packet from there comes by the internet (RFC 1918, RFC 6598). */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map(rangeOf);

/** Any address that no rule names in particular. */
const internet: OutsideRange = { kind: "outside", name: "internet", range: everywhere };

/** The internet, and each public range that a rule names. */
export function outsideRanges({ groups, vpcRanges }: Network): OutsideRange[] {
  const inside = [...vpcRanges, ...privateRanges];
  const named = new Map<string, Ipv4Range>();
  for (const { peer } of groups.flatMap(({ rules }) => rules)) {
    if (peer.kind !== "range" || contains(peer.range, everywhere)) continue;
    if (!inside.some((range) => contains(range, peer.range))) named.set(peer.range.cidr, peer.range);
  }
  return [internet, ...[...named].map(([name, range]) => ({ kind: "outside" as const, name, range }))];
}

function rangeOf(cidr: string): Ipv4Range {
  return parseIpv4Range(cidr) as Ipv4Range;
}
