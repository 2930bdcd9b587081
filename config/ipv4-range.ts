import { IPv4 } from "ipaddr.js";

/** A range of IPv4 addresses in CIDR notation, with its bounds as numbers so that ranges can be compared. */
export interface Ipv4Range {
  readonly cidr: string;
  readonly prefix: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Reads `a.b.c.d/n`. Returns undefined for anything else, and for an address with host bits set (`10.0.0.1/16`):
 * EC2 takes such a range but stores another, which then shows as a change in every plan.
 */
export function parseIpv4Range(cidr: string): Ipv4Range | undefined {
  if (!IPv4.isValidCIDRFourPartDecimal(cidr)) return undefined;
  const [address, prefix] = IPv4.parseCIDR(cidr);
  const first = toNumber(address);
  const size = addressCount(prefix);
  return first % size === 0 ? rangeAt(first, prefix) : undefined;
}

/** The range of the given size that `cidr` lies in when its host bits are cleared; undefined if it's no CIDR at all. */
export function canonicalCidr(cidr: string): string | undefined {
  if (!IPv4.isValidCIDRFourPartDecimal(cidr)) return undefined;
  const [, prefix] = IPv4.parseCIDR(cidr);
  return `${IPv4.networkAddressFromCIDR(cidr)}/${prefix}`;
}

/** The range of another size that begins where this one does, or holds its beginning. */
export function resized(range: Ipv4Range, prefix: number): Ipv4Range {
  return rangeAt(range.first - (range.first % addressCount(prefix)), prefix);
}

/** The first block of that prefix within `outer` that overlaps none of `taken`; undefined when all are taken. */
export function firstFree(
  outer: Ipv4Range,
  prefix: number,
  taken: readonly Ipv4Range[],
): Ipv4Range | undefined {
  const count = addressCount(outer.prefix) / addressCount(prefix);
  for (let index = 0; index < count; index += 1) {
    const block = blockOf(outer, prefix, index);
    if (block.last <= outer.last && !taken.some((range) => overlap(range, block))) return block;
  }
  return undefined;
}

/** The block number `index` when `range` is cut into blocks of the given prefix. */
export function blockOf(range: Ipv4Range, prefix: number, index: number): Ipv4Range {
  return rangeAt(range.first + index * addressCount(prefix), prefix);
}

export function contains(outer: Ipv4Range, inner: Ipv4Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlap(one: Ipv4Range, other: Ipv4Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

export function addressCount(prefix: number): number {
  return 2 ** (32 - prefix);
}

/** What ipaddr.js calls the kind of network: "private", "carrierGradeNat", "unicast" (public), … */
export function networkKind(range: Ipv4Range): string {
  return toAddress(range.first).range();
}

function rangeAt(first: number, prefix: number): Ipv4Range {
  return { cidr: `${toAddress(first)}/${prefix}`, prefix, first, last: first + addressCount(prefix) - 1 };
}

// Arithmetic instead of bit shifts: those are signed in JavaScript and break above 127.255.255.255.
function toNumber(address: IPv4): number {
  return address.octets.reduce((number, octet) => number * 256 + octet, 0);
}

function toAddress(number: number): IPv4 {
  return new IPv4([24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256));
}
