import { closest, distance } from "fastest-levenshtein";
import * as z from "zod";
import { allowedValues, settingDocs } from "./setting-doc";
import type { SettingsProblem } from "./settings-problem";
import { settingsSchema } from "./settings-schema";

/**
 * What the schema finds wrong in `input`, in the words of the settings' own documentation. One problem a key: the
 * first check that fails says enough.
 */
export function schemaProblems(input: unknown): SettingsProblem[] {
  const result = settingsSchema.safeParse(input);
  if (result.success) return [];
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, input));
  return [...new Map(problems.reverse().map((problem) => [problem.key, problem])).values()].reverse();
}

/** `["directory", "azs", 1]` as `directory.azs[1]`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}

/** The keys of all settings, as `directory.database.multiAz`. */
export function settingKeys(): string[] {
  return leaves(settingsSchema, []).map(keyOf);
}

function problemsOf(issue: z.core.$ZodIssue, input: unknown): SettingsProblem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((name) => unknownKeyProblem(issue.path, name));
  const schema = schemaAt(issue.path);
  const given = valueAt(input, issue.path);
  const hint = given === undefined ? "it is missing" : hintFor(issue, schema, given);
  return [
    {
      key: keyOf(issue.path),
      given,
      allowed: allowedValues(schema),
      ...(hint === undefined ? {} : { hint }),
    },
  ];
}

/** The value is not repeated: a key that nobody expects might hold something that belongs in no log. */
function unknownKeyProblem(path: readonly PropertyKey[], name: string): SettingsProblem {
  const siblings = childrenOf(schemaAt(path)).map(([child]) => child);
  const suggestion = nearestKey(path, name, siblings);
  return {
    key: keyOf([...path, name]),
    allowed: `only ${siblings.join(", ")}`,
    hint: suggestion === undefined ? "remove it" : `did you mean ${suggestion}?`,
  };
}

/** The settings of that very name, for the right name in the wrong place; else the most alike sibling. */
function nearestKey(path: readonly PropertyKey[], name: string, siblings: string[]): string | undefined {
  const isNamesake = (other: PropertyKey | undefined) => String(other).toLowerCase() === name.toLowerCase();
  const namesakes = leaves(settingsSchema, []).filter((key) => isNamesake(key.at(-1)));
  if (namesakes.length > 0 && !siblings.some(isNamesake))
    return nearestOf(namesakes, path).map(keyOf).join(" or ");
  const sibling = siblings.length > 0 ? closest(name, siblings) : undefined;
  return sibling !== undefined && areAlike(name, sibling) ? keyOf([...path, sibling]) : undefined;
}

/** Those in the same system, say, if there are such; else all. */
function nearestOf(keys: readonly PropertyKey[][], path: readonly PropertyKey[]): readonly PropertyKey[][] {
  const shared = (key: readonly PropertyKey[]) => key.filter((step, index) => step === path[index]).length;
  const most = Math.max(...keys.map(shared));
  return keys.filter((key) => shared(key) === most);
}

/** A typo changes a few letters, a third of the word at most; case is not held against it. */
function areAlike(one: string, other: string): boolean {
  return (
    distance(one.toLowerCase(), other.toLowerCase()) <= Math.ceil(Math.max(one.length, other.length) / 3)
  );
}

function hintFor(issue: z.core.$ZodIssue, schema: z.core.$ZodType, given: unknown): string | undefined {
  if (issue.code === "custom") return issue.message;
  if (typeof given !== "string") return undefined;
  const unquoted = unquotedValue(given);
  if (unquoted !== undefined && z.safeParse(schema, unquoted).success) return `write ${given} without quotes`;
  if (schema instanceof z.ZodEnum) {
    const option = closest(given, schema.options.map(String));
    return areAlike(given, option) ? `did you mean "${option}"?` : undefined;
  }
  return undefined;
}

function unquotedValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value !== null && typeof value === "object" ? Reflect.get(value, step) : undefined),
    input,
  );
}

function schemaAt(path: readonly PropertyKey[]): z.core.$ZodType {
  return path.reduce<z.core.$ZodType>((schema, step) => {
    const inner = unwrapped(schema);
    if (inner instanceof z.ZodObject) return inner.shape[String(step)] ?? schema;
    // An entry of a list is described by the list's documentation, if its own type doesn't say it all.
    if (inner instanceof z.ZodArray)
      return settingDocs.get(schema as z.ZodType)?.allowed ? schema : inner.element;
    return schema;
  }, settingsSchema);
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? unwrapped(schema.unwrap())
    : schema;
}

function childrenOf(schema: z.core.$ZodType): [string, z.core.$ZodType][] {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodObject ? Object.entries(inner.shape) : [];
}

function leaves(schema: z.core.$ZodType, path: readonly PropertyKey[]): PropertyKey[][] {
  const children = childrenOf(schema);
  return children.length === 0
    ? [[...path]]
    : children.flatMap(([name, child]) => leaves(child, [...path, name]));
}
