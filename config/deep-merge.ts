export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * `override` laid over `base`: objects are merged key by key, everything else is replaced. Lists too, because half
 * of a list of ranges or zones is never what somebody means.
 */
export function deepMerge(base: JsonObject, override: JsonObject): JsonObject {
  // fromEntries defines keys instead of assigning them: a `__proto__` in the JSON stays a key like any other.
  const merged = Object.entries(override).map(([key, value]) => {
    const previous = Object.hasOwn(base, key) ? base[key] : undefined;
    return [key, isJsonObject(previous) && isJsonObject(value) ? deepMerge(previous, value) : value];
  });
  return Object.fromEntries([...Object.entries(base), ...merged]);
}
