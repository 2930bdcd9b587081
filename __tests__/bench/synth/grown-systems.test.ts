import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { type Growth, growSystems } from "../../../bench/synth/grown-systems";
import { loadSettings } from "../../../config/load-settings";
import { runTerraform } from "../../../scripts/terraform.mjs";
import { type Json, StackDocument } from "../../support/synthesized";
import { temporaryFolders } from "../../support/temporary-folders";
import { terraformMissing } from "../../support/terraform";

const makeFolder = temporaryFolders();

interface Grown {
  readonly manifest: Json;
  readonly stacks: readonly StackDocument[];
}

function grow(growth: Growth): Grown {
  const outdir = join(makeFolder(), "cdktf.out");
  const app = new App({ stackTraces: false, outdir });
  growSystems(app, loadSettings({}), growth);
  app.synth();
  const names = readdirSync(join(outdir, "stacks"));
  const stacks = names.map((name) => {
    const folder = join(outdir, "stacks", name);
    return new StackDocument(name, folder, readFileSync(join(folder, "cdk.tf.json"), "utf8"));
  });
  return { manifest: JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")), stacks };
}

const countOf = ({ stacks }: Grown) => stacks.reduce((count, { resources }) => count + resources.length, 0);

describe("made-up systems", () => {
  it.each([
    { resources: 100, stacks: 4 },
    { resources: 1_000, stacks: 50 },
    { resources: 103, stacks: 4 },
    { resources: 7, stacks: 7 },
  ])("have exactly $resources resources in $stacks stacks", (growth) => {
    const grown = grow(growth);
    expect(grown.stacks).toHaveLength(growth.stacks);
    expect(countOf(grown)).toBe(growth.resources);
  });

  it("spread them evenly, over ten kinds", () => {
    const { stacks } = grow({ resources: 102, stacks: 4 });
    expect(stacks.map(({ resources }) => resources.length)).toEqual([26, 26, 25, 25]);
    expect(new Set(stacks.flatMap(({ resources }) => resources.map(({ type }) => type))).size).toBe(10);
  });

  it("are layered: each reads of those below it in its system, and of no other system", () => {
    const { manifest } = grow({ resources: 70, stacks: 7 });
    expect(manifest.stacks["growth-1-layer-3"].dependencies).toEqual([
      "growth-1-layer-1",
      "growth-1-layer-2",
    ]);
    expect(manifest.stacks["growth-2-layer-1"].dependencies).toEqual([]);
    expect(manifest.stacks["growth-2-layer-2"].dependencies).toEqual(["growth-2-layer-1"]);
  });

  it("leave no token unresolved", () => {
    const { stacks } = grow({ resources: 100, stacks: 4 });
    expect(stacks.filter(({ text }) => text.includes("TfToken["))).toEqual([]);
  });

  it.each([
    { resources: 3, stacks: 4 },
    { resources: 10, stacks: 0 },
    { resources: 10.5, stacks: 2 },
    { resources: Number.NaN, stacks: 2 },
  ])("can't be $resources resources in $stacks stacks", (growth) => {
    expect(() => grow(growth)).toThrow(`given ${growth.resources} in ${growth.stacks}`);
  });

  it.skipIf(terraformMissing)("are taken by the real provider", async () => {
    const { stacks } = grow({ resources: 20, stacks: 2 });
    const { folder = "" } = stacks[1] ?? {};
    const { stderr } = await runTerraform(folder, ["init", "-backend=false", "-input=false", "-no-color"]);
    expect(stderr).toBe("");
    const { stdout } = await runTerraform(folder, ["validate", "-json"]);
    expect(JSON.parse(stdout).diagnostics).toEqual([]);
  });
});
