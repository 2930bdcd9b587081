// A namespace import lets the bundle leave out what is unused: zod's translations alone are half a megabyte.
import * as z from "zod";

/** What the error messages and docs/settings.md say of one setting. */
export interface SettingDoc {
  readonly meaning: string;
  /** Needed where the schema can't say it: a pattern, a list of such, an object that may be left out. */
  readonly allowed?: string;
  readonly unit?: string;
  /** Rough list prices of us-east-1, for settings whose value shows on the bill. */
  readonly cost?: string;
  /** Says what holds when neither preset nor user gives a value. */
  readonly otherwise?: string;
}

export const settingDocs = z.registry<SettingDoc>();

/** A setting: its schema together with its documentation, so that neither can be written without the other. */
export function setting<S extends z.ZodType>(schema: S, doc: SettingDoc): S {
  settingDocs.add(schema, doc);
  return schema;
}

/** The allowed values in words: the doc's own, else read from the schema. */
export function allowedValues(schema: z.core.$ZodType): string {
  const documented = settingDocs.get(schema as z.ZodType)?.allowed;
  if (documented !== undefined) return documented;
  if (schema instanceof z.ZodNullable) return `${allowedValues(schema.unwrap())}, or null`;
  if (schema instanceof z.ZodOptional) return allowedValues(schema.unwrap());
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodEnum) return schema.options.map((option) => JSON.stringify(option)).join(" | ");
  if (schema instanceof z.ZodNumber) return `a whole number from ${schema.minValue} to ${schema.maxValue}`;
  if (schema instanceof z.ZodArray) return `a list of ${allowedValues(schema.element)}`;
  if (schema instanceof z.ZodObject) return `an object with ${Object.keys(schema.shape).join(", ")}`;
  throw new Error(`a setting of type ${schema._zod.def.type} must say in words which values it allows`);
}

/** A whole number within bounds. */
export function wholeNumber(min: number, max: number) {
  return z.int().min(min).max(max);
}

/** Text that matches; the rule in words belongs in the setting's `allowed`. */
export function text(pattern: RegExp) {
  return z.string().regex(pattern);
}

/** A list without repetitions. */
export function distinct<S extends z.ZodType>(element: S) {
  return z
    .array(element)
    .refine((items) => new Set(items).size === items.length, "each value may stand in it once");
}
