import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { TestSpecification, Vitest } from "vitest/node";
import { EditedFirst } from "./edited-first";

const root = mkdtempSync(join(tmpdir(), "strata-edited-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Tests from the longest to the shortest, and what was edited when, in seconds since 1970. */
const tests = ["__tests__/a.test.ts", "__tests__/b.test.ts", "__tests__/c.test.ts"];

async function order(editedAt: Record<string, number>, watch: boolean): Promise<string[]> {
  for (const [file, seconds] of Object.entries(editedAt)) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
    utimesSync(path, seconds, seconds);
  }
  const durations = new Map(tests.map((file, index) => [`quick:${file}`, 100 - index]));
  const context = {
    config: { root, watch },
    cache: { getFileTestResults: (key: string) => ({ failed: false, duration: durations.get(key) }) },
  } as unknown as Vitest;
  const project = { name: "quick", config: { isolate: false, sequence: { groupOrder: 0 } } };
  const specifications = tests.map((file) => ({ moduleId: join(root, file), project }));
  const sorted = await new EditedFirst(context).sort(specifications as unknown as TestSpecification[]);
  return sorted.map(({ moduleId }) => moduleId.slice(root.length + 1));
}

const written = Object.fromEntries(tests.map((file) => [file, 1_000]));
const [a, b, c] = tests;

describe("the order of the tests that an edit concerns", () => {
  it("begins with the tests of the module that was edited", async () => {
    expect(await order({ ...written, "a.ts": 1_000, "b.ts": 2_000 }, true)).toEqual([b, a, c]);
  });

  it("begins with the tests that were edited themselves", async () => {
    expect(await order({ ...written, "__tests__/c.test.ts": 3_000 }, true)).toEqual([c, a, b]);
  });

  it("is the longest first where nobody watches", async () => {
    expect(await order({ ...written, "b.ts": 2_000 }, false)).toEqual([a, b, c]);
  });
});
