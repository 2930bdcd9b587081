/** Ports of a protocol, from the first to the last; `any` stands for all ports of all protocols. */
export type Ports = "any" | { readonly protocol: string; readonly first: number; readonly last: number };

/** One port of TCP. */
export function tcp(port: number): Ports {
  return { protocol: "tcp", first: port, last: port };
}

export function covers(outer: Ports, inner: Ports): boolean {
  if (outer === "any") return true;
  if (inner === "any") return false;
  return outer.protocol === inner.protocol && outer.first <= inner.first && inner.last <= outer.last;
}

/** How many ports there are. */
export function portCount(ports: Ports): number {
  return ports === "any" ? Number.POSITIVE_INFINITY : ports.last - ports.first + 1;
}

/** As a reader wants them: `443`, `1024-2048`, `udp 53`, `any`. */
export function portsText(ports: Ports): string {
  if (ports === "any") return "any";
  const numbers = ports.first === ports.last ? `${ports.first}` : `${ports.first}-${ports.last}`;
  return ports.protocol === "tcp" ? numbers : `${ports.protocol} ${numbers}`;
}

/** By number, `any` last. */
export function byPort(one: Ports, other: Ports): number {
  const first = (ports: Ports) => (ports === "any" ? Number.POSITIVE_INFINITY : ports.first);
  return first(one) === first(other) ? 0 : first(one) - first(other);
}
