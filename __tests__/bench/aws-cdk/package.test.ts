import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { synthesized } from "../../support/synthesized";

const folder = "bench/aws-cdk";
const own = read(join(folder, "package.json"));
const lock = read(join(folder, "package-lock.json"));
const project = read("package.json");
const pinned: Record<string, string> = { ...own.dependencies, ...own.devDependencies };

describe("the AWS CDK program that synth is measured against", () => {
  it.each(Object.entries(pinned))("pins %s exactly, in its lock too", (name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(lock.packages[`node_modules/${name}`].version).toBe(version);
  });

  it("has a lock that is of its package.json", () => {
    expect(lock.packages[""].dependencies).toEqual(own.dependencies);
    expect(lock.packages[""].devDependencies).toEqual(own.devDependencies);
  });

  it("uses the tools that the project uses, in the same versions", () => {
    const ofProject = { ...project.dependencies, ...project.devDependencies };
    const shared = Object.entries(pinned).filter(([name]) => name in ofProject);
    expect(shared.map(([name]) => name).sort()).toEqual([
      "@types/node",
      "constructs",
      "esbuild",
      "typescript",
    ]);
    for (const [name, version] of shared) expect(version, name).toBe(ofProject[name]);
  });

  it("lets its findings fail the synth, as new AWS CDK projects do", () => {
    expect(read(join(folder, "cdk.json")).context["@aws-cdk/core:validateAgainstDefaultRules"]).toBe(true);
  });

  it("lists in its README how many resources of each kind Strata's dev systems have", () => {
    const stacks = synthesized("dev").stacks.filter(({ name }) => name !== "bootstrap");
    const types = stacks.flatMap(({ resources }) => resources.map(({ type }) => type));
    const rows = inventoryRows();

    for (const { kinds, count } of rows) {
      expect(types.filter((type) => kinds.includes(type)).length, kinds.join(", ")).toBe(count);
    }
    const listed = new Set(rows.flatMap(({ kinds }) => kinds));
    expect(
      types.filter((type) => !listed.has(type)),
      "write them in AWS CDK too, name them in inventory.mjs and run it: the comparison must stay a fair one",
    ).toEqual([]);
  });
});

/** The README's table: Terraform's types of a row, and how many there are. */
function inventoryRows() {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| (`aws_[^|]*) \| (\d+) \|/gm)];
  expect(rows.length).toBeGreaterThan(20);
  return rows.map((row) => ({
    kinds: [...(row[1] ?? "").matchAll(/`(aws_\w+)`/g)].map((match) => match[1] ?? ""),
    count: Number(row[2]),
  }));
}

function read(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}
