import type { Architecture } from "./settings";

/**
 * The processor behind an EC2 instance type: Graviton, which is ARM64, when a `g` stands among the letters after the
 * generation's number (EC2 user guide, "Instance type naming conventions"): `t4g`, `m7gd`, `c7gn`, but neither `g4dn`
 * nor `m7i`.
 *
 * @throws Error for what is no instance type; the settings' schema lets none through
 */
export function instanceArchitecture(instanceType: string): Architecture {
  const attributes = /^[a-z]+\d+([a-z-]*)\.[a-z0-9-]+$/.exec(instanceType)?.[1];
  if (attributes === undefined)
    throw new Error(`an instance type is written <family>.<size>, given: ${instanceType}`);
  return attributes.includes("g") ? "ARM64" : "X86_64";
}
