import type { Layer } from "./layers";
import { outputPlaceholder } from "./output-placeholder";
import type { OutputChange, PlanJson } from "./plan-json";

/** An output as a downstream plan is told it before the upstream layer has been applied. */
export interface HandedOnOutput {
  readonly value: unknown;
  readonly isSensitive: boolean;
  /** Whether any part of the value stands in for one that only the apply will tell. */
  readonly isPlaceholder: boolean;
}

export type HandedOnOutputs = Readonly<Record<string, HandedOnOutput>>;

/** A layer's outputs as they'll be after its apply: known values as planned, placeholders for the others. */
export function handedOnOutputs(layer: Layer, plan: PlanJson): HandedOnOutputs {
  const resources = plan.planned_values.root_module?.resources ?? [];
  const planned = new Map(resources.map(({ address, values }) => [address, values]));
  const outputs = Object.entries(layer.document.output ?? {}).map(([name, { value, sensitive }]) => {
    const change = plan.output_changes?.[name];
    const substitute = outputPlaceholder(layer, planned, name, value);
    return [
      name,
      {
        value: change === undefined ? substitute : knownOr(substitute, change.after, change.after_unknown),
        isSensitive: sensitive === true,
        isPlaceholder: change === undefined || isPartlyUnknown(change),
      },
    ] as const;
  });
  return Object.fromEntries(outputs);
}

/** The planned value with the substitute's parts where the plan has none. */
function knownOr(substitute: unknown, after: unknown, unknown: unknown): unknown {
  if (unknown === true) return substitute;
  if (Array.isArray(unknown) && Array.isArray(after)) {
    return after.map((each, index) => knownOr(partOf(substitute, index), each, unknown[index]));
  }
  if (isRecord(unknown) && isRecord(after)) {
    const keys = Object.keys({ ...after, ...unknown });
    return Object.fromEntries(
      keys.map((key) => [key, knownOr(partOf(substitute, key), after[key], unknown[key])]),
    );
  }
  return after;
}

/** A list of which the stack writes no single elements has one substitute for all. */
function partOf(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string | number, unknown>)[key]
    : value;
}

function isPartlyUnknown({ after_unknown: unknown }: OutputChange): boolean {
  const holds = (value: unknown): boolean =>
    value === true || (typeof value === "object" && value !== null && Object.values(value).some(holds));
  return holds(unknown);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
