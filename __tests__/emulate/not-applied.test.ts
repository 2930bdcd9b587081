import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { synthesized, type VariantName, variantNames } from "../support/synthesized";

/** The types of resources in a synth. */
function typesOf(variant: VariantName): string[] {
  return synthesized(variant).stacks.flatMap(({ resources }) => resources.map(({ type }) => type));
}

it("docs/emulate.md lists by name what no preset has, and so no rehearsal applies", () => {
  const applied = new Set([...typesOf("dev"), ...typesOf("prod")]);
  const notApplied = new Set(variantNames.flatMap(typesOf).filter((type) => !applied.has(type)));
  const page = readFileSync("docs/emulate.md", "utf8");
  const listed = page.slice(page.indexOf("## What it can't prove"), page.indexOf("## When a setting"));
  expect([...listed.matchAll(/`(aws_\w+)`/g)].map(([, type]) => type).sort()).toEqual([...notApplied].sort());
});
