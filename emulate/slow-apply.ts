import type { Context } from "./context";
/** One resource after another, so that there is time to interfere. */
export const slowApply: readonly string[] = [
  "apply",
  "-auto-approve",
  "-input=false",
  "-no-color",
  "-parallelism=1",
];

/** Settings with one more tag on everything: a change of many resources, none of which is replaced. */
export function withTag(context: Context, value: string): Context {
  return { ...context, tags: { Rehearsal: value } };
}
