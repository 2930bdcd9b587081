// `npm run reach`: who can talk to whom in a system, computed from what a synth writes.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { root } from "./bundle.mjs";
import { bundleFunctions } from "./bundle-functions.mjs";
import { loadTypeScript } from "./load-typescript.mjs";

const usage = `usage: npm run reach -- [system|all] [--preset dev|prod] [--json]
  system    one system; all of them with "all"; those that the settings choose by default
  --preset  laid over the settings
  --json    the same as data`;

/** What it takes, as one module. */
const sources = `
  export { readContext } from "./config/context";
  export { loadSettings } from "./config/load-settings";
  export { systemNames } from "./config/settings";
  export { SettingsError } from "./config/settings-problem";
  export { synthesize } from "./stacks/synthesize";
  export { markdownReport } from "./reach/markdown-report";
  export { ReachError } from "./reach/reach-error";
  export { reachabilityOf } from "./reach/reachability";
  export { textReport } from "./reach/text-report";
`;

/**
 * @typedef {object} Sources
 * @property {typeof import("../config/context").readContext} readContext
 * @property {typeof import("../config/load-settings").loadSettings} loadSettings
 * @property {typeof import("../config/settings").systemNames} systemNames
 * @property {typeof import("../config/settings-problem").SettingsError} SettingsError
 * @property {typeof import("../stacks/synthesize").synthesize} synthesize
 * @property {typeof import("../reach/markdown-report").markdownReport} markdownReport
 * @property {typeof import("../reach/reach-error").ReachError} ReachError
 * @property {typeof import("../reach/reachability").reachabilityOf} reachabilityOf
 * @property {typeof import("../reach/text-report").textReport} textReport
 */

/** What the user has to mend: printed without a stack trace. */
class UsageError extends Error {}

/** @returns {Promise<Sources>} */
async function loadSources() {
  const [code] = await Promise.all([loadTypeScript("reach", sources), bundleFunctions(root)]);
  return code;
}

/**
 * Synthesizes one system into a folder that goes again, and computes who reaches whom in it.
 * @param {Sources} code
 * @param {Record<string, unknown>} context
 * @param {string} system
 * @returns {import("../reach/reachability").Reachability}
 */
function reachabilityIn(code, context, system) {
  const outdir = mkdtempSync(join(tmpdir(), "strata-reach-"));
  try {
    code.synthesize(code.loadSettings({ ...context, systems: [system] }), outdir);
    /** @type {{ stacks: Record<string, { name: string, synthesizedStackPath: string }> }} */
    const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
    const layers = Object.values(manifest.stacks).filter(({ name }) => name !== "bootstrap");
    return code.reachabilityOf(
      layers.map(({ name, synthesizedStackPath }) => ({
        stack: name,
        json: JSON.parse(readFileSync(join(outdir, synthesizedStackPath), "utf8")),
      })),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/**
 * What the systems' pages say: the preset `dev` in whole, of `prod` what differs.
 * @param {readonly string[]} systems
 * @returns {Promise<Map<string, string>>} by system
 */
export async function reachSections(systems) {
  const code = await loadSources();
  return new Map(
    systems.map((system) => [
      system,
      code.markdownReport(
        reachabilityIn(code, { preset: "dev" }, system),
        reachabilityIn(code, { preset: "prod" }, system),
      ),
    ]),
  );
}

/** @param {string[]} args */
async function main(args) {
  const { choice, preset, json } = readArguments(args);
  const code = await loadSources();
  const context = { ...code.readContext(), ...(preset === undefined ? {} : { preset }) };
  try {
    const systems = systemsOf(code, context, choice);
    const results = systems.map((system) => ({
      system,
      reachability: reachabilityIn(code, context, system),
    }));
    console.log(
      json
        ? JSON.stringify(Object.fromEntries(results.map((each) => [each.system, each.reachability])), null, 2)
        : results.map((each) => code.textReport(each.system, each.reachability)).join("\n\n\n"),
    );
  } catch (error) {
    if (!(error instanceof code.SettingsError || error instanceof code.ReachError)) throw error;
    throw new UsageError(error.message);
  }
}

/** @param {string[]} args */
function readArguments(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { preset: { type: "string" }, json: { type: "boolean", default: false } },
    });
    if (positionals.length > 1) throw new TypeError(`one system at most, given: ${positionals.join(" ")}`);
    return { choice: positionals[0], preset: values.preset, json: values.json };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message}\n${usage}`);
  }
}

/**
 * @param {Sources} code
 * @param {Record<string, unknown>} context
 * @param {string | undefined} choice
 */
function systemsOf({ loadSettings, systemNames }, context, choice) {
  if (choice === undefined) return loadSettings(context).systems;
  if (choice === "all") return [...systemNames];
  const system = systemNames.find((name) => name === choice);
  if (system) return [system];
  throw new UsageError(
    `there is no system ${JSON.stringify(choice)}; there are ${systemNames.join(", ")}\n${usage}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(root);
  await main(process.argv.slice(2)).catch((error) => {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  });
  await esbuild.stop();
}
