import { deepMerge, type JsonObject } from "../config/deep-merge";

/** Settings as a user writes them, in cdktf.json's `context`. */
export type Context = Readonly<Record<string, unknown>>;

/** Settings with others laid over them: objects merge, everything else is replaced. */
export function withChange(context: Context, change: Context): Context {
  return deepMerge(structuredClone(context) as JsonObject, change as JsonObject);
}
