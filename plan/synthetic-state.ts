import type { HandedOnOutputs } from "./handed-on-outputs";

/**
 * A Terraform state of nothing but outputs: what `terraform_remote_state` reads of a layer that isn't applied yet.
 *
 * The format (version 4) is Terraform's own affair, but readable by every release since 0.12.
 */
export function syntheticState(outputs: HandedOnOutputs, terraformVersion: string): string {
  const state = {
    version: 4,
    terraform_version: terraformVersion,
    serial: 1,
    lineage: "00000000-0000-0000-0000-000000000000",
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { value, isSensitive }]) => [
        name,
        { value, type: typeOf(value), ...(isSensitive ? { sensitive: true } : {}) },
      ]),
    ),
    resources: [],
    check_results: null,
  };
  return `${JSON.stringify(state, null, 2)}\n`;
}

/** The type of a JSON value as Terraform's type system writes it. */
function typeOf(value: unknown): unknown {
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return ["tuple", value.map(typeOf)];
  if (value === null || value === undefined) return "dynamic";
  return ["object", Object.fromEntries(Object.entries(value).map(([key, each]) => [key, typeOf(each)]))];
}
