// `npm run docs`: writes what the documentation takes from the code, so that the two can't part.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { root } from "./bundle.mjs";
import { bundleFunctions } from "./bundle-functions.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { reachSections } from "./reach.mjs";

/** The folders below stacks/ that hold a system. */
const systemFolders = readdirSync(join(root, "stacks")).filter((folder) =>
  existsSync(join(root, "stacks", folder, "contracts.ts")),
);

/** What the documentation is made of, as one module. */
const sources = [
  'export { loadSettings } from "./config/load-settings";',
  'export { presets, systemNames } from "./config/settings";',
  'export { settingsReference } from "./config/settings-reference";',
  'export { synthesize } from "./stacks/synthesize";',
  'export { applyCosts } from "./critical-path/apply-costs";',
  'export { creationTimeTable, pathSections } from "./critical-path/path-page";',
  ...systemFolders.map(
    (system) => `export * as "contracts of ${system}" from "./stacks/${system}/contracts";`,
  ),
].join("\n");

/**
 * @typedef {object} Code
 * @property {typeof import("../config/load-settings").loadSettings} loadSettings
 * @property {typeof import("../config/settings").presets} presets
 * @property {typeof import("../config/settings").systemNames} systemNames
 * @property {typeof import("../config/settings-reference").settingsReference} settingsReference
 * @property {typeof import("../stacks/synthesize").synthesize} synthesize
 * @property {typeof import("../critical-path/apply-costs").applyCosts} applyCosts
 * @property {typeof import("../critical-path/path-page").creationTimeTable} creationTimeTable
 * @property {typeof import("../critical-path/path-page").pathSections} pathSections
 *
 * @typedef {Record<`${string}Contract`, import("../stacks/base/contract").Contract<Fields>>} Contracts
 * @typedef {Record<string, import("../stacks/base/contract").ContractField>} Fields
 * @typedef {Code & Record<`contracts of ${string}`, Contracts>} Sources
 */

/** Every optional part switched on: only then is every output read by whoever reads it. */
const everythingOn = {
  preset: "prod",
  directory: {
    domain: { name: "people.example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
    cognito: { enabled: true, domainPrefix: "example-directory" },
  },
  haWeb: { domain: { name: "blog.example.com", zoneId: "Z0123456789ABCDEFGHIJ" } },
};

/** In the order in which they are deployed; a system has those it needs. */
const layerNames = ["networking", "data", "compute", "api"];

/**
 * One layer and what it hands on.
 * @typedef {object} Layer
 * @property {string} name
 * @property {string} stack
 * @property {Output[]} outputs
 *
 * @typedef {object} Output
 * @property {string} name
 * @property {string} description
 * @property {boolean} isOptional
 * @property {string[]} readers the stacks that read it
 */

/**
 * The generated files, a page a system (docs/<system>.md) among them: path from the project's folder → content.
 * @returns {Promise<Record<string, string>>}
 */
export async function generateDocs() {
  const code = await loadSources();
  const outdir = mkdtempSync(join(tmpdir(), "strata-docs-"));
  try {
    code.synthesize(code.loadSettings({ ...everythingOn, systems: code.systemNames }), outdir);
    const exposure = await reachSections(code.systemNames);
    const pages = code.systemNames.map((system) =>
      systemPage(system, layersOf(system, code, outdir), exposure.get(system) ?? ""),
    );
    return {
      "docs/settings.md": code.settingsReference(),
      "docs/critical-path.md": criticalPathPage(code),
      ...Object.fromEntries(pages),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/**
 * A system's page with its generated sections renewed.
 * @param {string} system
 * @param {Layer[]} layers
 * @param {string} exposure
 * @returns {[path: string, content: string]}
 */
function systemPage(system, layers, exposure) {
  const path = `docs/${system}.md`;
  const contracts = [diagram(layers), ...layers.map(table)].join("\n");
  const page = replaceSection(path, readFileSync(join(root, path), "utf8"), "contracts", contracts);
  return [path, replaceSection(path, page, "reach", exposure)];
}

/**
 * What applies wait for, with the paths and the table of creation times renewed.
 * @param {Code} code
 */
function criticalPathPage({
  applyCosts,
  creationTimeTable,
  loadSettings,
  pathSections,
  presets,
  systemNames,
}) {
  const path = "docs/critical-path.md";
  const costs = systemNames.map((system) => {
    const cost = (/** @type {import("../config/settings").Preset} */ preset) =>
      applyCosts(loadSettings({ preset, systems: [system] }), system)[0];
    return [system, Object.fromEntries(presets.map((preset) => [preset, cost(preset)]))];
  });
  const paths = pathSections(Object.fromEntries(costs));
  const page = replaceSection(path, readFileSync(join(root, path), "utf8"), "paths", paths);
  return replaceSection(path, page, "creation-times", creationTimeTable());
}

/** @returns {Promise<Sources>} */
async function loadSources() {
  const [code] = await Promise.all([loadTypeScript("docs", sources), bundleFunctions(root)]);
  return code;
}

/**
 * @param {string} system
 * @param {Sources} code
 * @param {string} outdir where all stacks are synthesized
 * @returns {Layer[]} in the order in which they are deployed
 */
function layersOf(system, code, outdir) {
  const contracts = code[`contracts of ${system}`];
  const layers = layerNames.flatMap((name) => {
    const fields = contracts?.[`${name}Contract`]?.fields;
    return fields === undefined ? [] : [{ name, stack: `${system}-${name}`, fields }];
  });
  const json = new Map(
    layers.map(({ stack }) => [stack, readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8")]),
  );
  const readersOf = (/** @type {string} */ producer, /** @type {string} */ output) =>
    layers.map(({ stack }) => stack).filter((stack) => reads(json.get(stack) ?? "", producer, output));
  return layers.map(({ name, stack, fields }) => ({
    name,
    stack,
    outputs: Object.entries(fields).map(([output, { kind, description }]) => ({
      name: output,
      description,
      isOptional: kind === "optional",
      readers: readersOf(stack, output),
    })),
  }));
}

/**
 * Whether a stack's JSON refers to an output of another.
 * @param {string} json
 * @param {string} producer
 * @param {string} output
 */
function reads(json, producer, output) {
  const state = producer.replaceAll("-", "_");
  return new RegExp(`data\\.terraform_remote_state\\.${state}\\.outputs\\.${output}\\b`).test(json);
}

/**
 * The layers, and on each arrow what the upper one reads.
 * @param {Layer[]} layers
 */
function diagram(layers) {
  const arrows = layers.flatMap(({ name: producer, outputs }) =>
    layers.flatMap(({ name: reader, stack }) => {
      const read = outputs.filter(({ readers }) => readers.includes(stack)).map(({ name }) => name);
      return read.length > 0 ? [`  ${producer} -->|"${read.join("<br/>")}"| ${reader}`] : [];
    }),
  );
  const nodes = layers.map(({ name, stack }) => `  ${name}["${stack}"]`);
  return ["```mermaid", "flowchart TD", ...nodes, ...arrows, "```", ""].join("\n");
}

/** @param {Layer} layer */
function table({ stack, outputs }) {
  const rows = outputs.map(({ name, description, isOptional, readers }) => {
    const whoReads = readers.map((reader) => `\`${reader}\``).join(", ") || "-";
    return `| \`${name}\`${isOptional ? " (optional)" : ""} | ${description} | ${whoReads} |`;
  });
  return [
    `### Outputs of ${stack}`,
    "",
    "| Output | What it is | Read by |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/**
 * @param {string} path
 * @param {string} page
 * @param {string} name what the markers call the section
 * @param {string} content
 */
function replaceSection(path, page, name, content) {
  const [start, end] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`];
  const [before, rest] = page.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`${path} has no section between ${start} and ${end}: put both lines back`);
  }
  return `${before}${start}\n\n${content}\n${end}${after}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(root);
  const files = await generateDocs();
  for (const [path, content] of Object.entries(files)) writeFileSync(join(root, path), content);
  await esbuild.stop();
  console.log(`written: ${Object.keys(files).join(", ")}`);
}
