import type { Layer } from "./layers";
import { placeholder } from "./placeholder";

/** Planned attributes by resource address: what is known before the apply. */
export type PlannedResources = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** `aws_db_instance.database.master_user_secret[0].secret_arn`. */
const reference = /\b([a-z][a-z0-9]*_[a-z0-9_]+)\.([A-Za-z][\w-]*)((?:\.[a-z0-9_]+|\[\d+\])+)/;

/** The name of an output that holds a list, up to the plural's s. "address" is one thing. */
const listItem = /^(.*_(?:arn|cidr|endpoint|id|name|port|url))s$/;

/**
 * What stands in for an output until an apply tells its value: the output as the stack writes it, where a planned
 * attribute is filled in, and a placeholder for each that the plan doesn't know.
 *
 * @param name the output's name; tells its form when it refers to no resource
 * @param value the output's `value` in `cdk.tf.json`
 */
export function outputPlaceholder(
  layer: Pick<Layer, "stack" | "region">,
  planned: PlannedResources,
  name: string,
  value: unknown,
): unknown {
  const item = typeof value === "string" ? listItem.exec(name)?.[1] : undefined;
  if (item !== undefined) {
    // How long the list will be is AWS's to say. Two tell it from a text, and satisfy whoever wants two zones.
    return [1, 2].map((number) =>
      outputPlaceholder({ ...layer, stack: `${layer.stack}/${number}` }, planned, item, value),
    );
  }
  const fill = (part: unknown): unknown => {
    if (typeof part === "string") return fillText(part);
    if (Array.isArray(part)) return part.map(fill);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, fill(each)]));
  };
  const fillText = (text: string): unknown => {
    const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
    if (whole !== undefined) return fillExpression(whole);
    const filled = text.replaceAll(/\$\{([^{}]*)\}/g, (_, expression) => String(fillExpression(expression)));
    // An expression with braces of its own is more than is read here.
    return filled.includes("${") ? standIn("", name, name) : filled;
  };
  const fillExpression = (expression: string): unknown => {
    const [found, type, resource, path] = reference.exec(expression) ?? [];
    if (type === undefined || resource === undefined || path === undefined) return standIn("", name, name);
    // In a larger expression the attribute may be only the way to what is meant; the output's name says what that is.
    if (found !== expression.trim()) return standIn(type, resource, name);
    const steps = path.match(/\w+/g) ?? [];
    const known = at(planned.get(`${type}.${resource}`), steps);
    return known ?? standIn(type, resource, steps.join("."));
  };
  const standIn = (type: string, resource: string, attribute: string) =>
    placeholder({
      type,
      name: resource,
      attribute,
      stack: layer.stack,
      region: layer.region,
      planned: planned.get(`${type}.${resource}`) ?? {},
    });
  return fill(value);
}

function at(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[step] : undefined,
    value,
  );
}
