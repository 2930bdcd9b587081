// `npm run synth`: what `npx cdktf synth` does, without the CLI's start, and a table of what there is.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Table from "cli-table3";
import { root } from "./bundle.mjs";

process.chdir(root);
await import("./app.mjs");
if (!process.exitCode) printSummary(process.env.CDKTF_OUTDIR ?? "cdktf.out");

/**
 * @param {string} outdir
 */
function printSummary(outdir) {
  /** @type {{ stacks: Record<string, { name: string, synthesizedStackPath: string, dependencies: string[] }> }} */
  const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  const stacks = Object.values(manifest.stacks);
  const table = new Table({
    head: ["stack", "resources", "depends on", "file"],
    colAligns: ["left", "right", "left", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const stack of stacks) {
    const path = join(outdir, stack.synthesizedStackPath);
    table.push([stack.name, countResources(path), stack.dependencies.join("\n") || "-", path]);
  }
  console.log(table.toString());
  console.log(`\n${nextSteps(stacks, outdir)}`);
}

/**
 * What to run now, on the first layer of the first system.
 * @param {{ name: string, dependencies: string[] }[]} stacks
 * @param {string} outdir
 */
function nextSteps(stacks, outdir) {
  const first = stacks.find(({ name, dependencies }) => dependencies.length === 0 && name !== "bootstrap");
  if (!first) return "";
  const system = first.name.slice(0, first.name.lastIndexOf("-"));
  const steps = [
    [`npx cdktf diff ${first.name}`, "what a deploy of the first layer would change"],
    [`npx cdktf deploy '${system}-*'`, "deploy the system, each layer after those it depends on"],
    [`terraform -chdir=${join(outdir, "stacks", first.name)} init`, "the same without cdktf, layer by layer"],
  ];
  const width = Math.max(...steps.map(([command = ""]) => command.length));
  return [
    "Next:",
    ...steps.map(([command = "", purpose]) => `  ${command.padEnd(width)}  # ${purpose}`),
  ].join("\n");
}

/**
 * @param {string} path
 */
function countResources(path) {
  const { resource = {} } = JSON.parse(readFileSync(path, "utf8"));
  return Object.values(resource).reduce((count, byName) => count + Object.keys(byName).length, 0);
}
