import { expect, it } from "vitest";
import { deepMerge } from "../../config/deep-merge";

it("merges objects, replaces everything else and changes neither side", () => {
  const base = { a: { b: 1, c: [1, 2] }, d: { e: 1 }, f: 1 };
  const override = { a: { c: [3] }, d: null, f: { g: 1 } };
  expect(deepMerge(base, override)).toEqual({ a: { b: 1, c: [3] }, d: null, f: { g: 1 } });
  expect(base).toEqual({ a: { b: 1, c: [1, 2] }, d: { e: 1 }, f: 1 });
});

it("treats __proto__ as a key like any other", () => {
  const merged = deepMerge({ a: 1 }, JSON.parse('{"__proto__": {"b": 2}}'));
  expect(merged.b).toBeUndefined();
  expect(Object.keys(merged)).toEqual(["a", "__proto__"]);
});
