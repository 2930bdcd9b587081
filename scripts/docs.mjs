// `npm run docs`: writes what the documentation takes from the code, so that the two can't part.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { bundleOptions, root } from "./build.mjs";
import { bundleFunctions } from "./bundle-functions.mjs";

/** What the documentation is made of, as one module. */
const sources = `
  export { loadSettings } from "./config/load-settings";
  export { settingsReference } from "./config/settings-reference";
  export { synthesize } from "./stacks/synthesize";
  export * as contracts from "./stacks/directory/contracts";
`;

/**
 * @typedef {object} Sources
 * @property {typeof import("../config/load-settings").loadSettings} loadSettings
 * @property {typeof import("../config/settings-reference").settingsReference} settingsReference
 * @property {typeof import("../stacks/synthesize").synthesize} synthesize
 * @property {typeof import("../stacks/directory/contracts")} contracts
 */

/** Every optional part switched on: only then is every output read by whoever reads it. */
const everythingOn = {
  preset: "prod",
  directory: {
    domain: { name: "people.example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
    cognito: { enabled: true, domainPrefix: "example-directory" },
  },
};

/**
 * One layer and what it hands on.
 * @typedef {object} Layer
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
 * The generated files: path from the project's folder → content.
 * @returns {Promise<Record<string, string>>}
 */
export async function generateDocs() {
  const code = await loadSources();
  const layers = layersOf(code);
  const page = readFileSync(join(root, "docs/directory.md"), "utf8");
  return {
    "docs/settings.md": code.settingsReference(),
    "docs/directory.md": replaceSection(
      page,
      "contracts",
      [diagram(layers), ...layers.map(table)].join("\n"),
    ),
  };
}

/** @returns {Promise<Sources>} */
async function loadSources() {
  const bundle = join(root, ".build/docs.cjs");
  await Promise.all([
    bundleFunctions(root),
    esbuild.build({
      ...bundleOptions,
      stdin: { contents: sources, resolveDir: root, loader: "ts" },
      outfile: bundle,
    }),
  ]);
  return createRequire(import.meta.url)(bundle);
}

/**
 * @param {Sources} code
 * @returns {Layer[]} in the order in which they are deployed
 */
function layersOf({ contracts, loadSettings, synthesize }) {
  const outdir = mkdtempSync(join(tmpdir(), "strata-docs-"));
  try {
    synthesize(loadSettings(everythingOn), outdir);
    const layers = [
      { stack: "directory-networking", fields: contracts.networkingContract.fields },
      { stack: "directory-data", fields: contracts.dataContract.fields },
      { stack: "directory-compute", fields: contracts.computeContract.fields },
      { stack: "directory-api", fields: contracts.apiContract.fields },
    ].map((layer) => ({
      ...layer,
      json: readFileSync(join(outdir, "stacks", layer.stack, "cdk.tf.json"), "utf8"),
    }));
    return layers.map(({ stack, fields }) => ({
      stack,
      outputs: Object.entries(fields).map(([name, { kind, description }]) => ({
        name,
        description,
        isOptional: kind === "optional",
        readers: layers.filter(({ json }) => reads(json, stack, name)).map((layer) => layer.stack),
      })),
    }));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
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
  const arrows = layers.flatMap(({ stack, outputs }) =>
    layers.flatMap(({ stack: reader }) => {
      const read = outputs.filter(({ readers }) => readers.includes(reader)).map(({ name }) => name);
      return read.length > 0 ? [`  ${nodeOf(stack)} -->|"${read.join("<br/>")}"| ${nodeOf(reader)}`] : [];
    }),
  );
  const nodes = layers.map(({ stack }) => `  ${nodeOf(stack)}["${stack}"]`);
  return ["```mermaid", "flowchart TD", ...nodes, ...arrows, "```", ""].join("\n");
}

/** @param {string} stack */
function nodeOf(stack) {
  return stack.replace("directory-", "");
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
 * @param {string} page
 * @param {string} name what the markers call the section
 * @param {string} content
 */
function replaceSection(page, name, content) {
  const [start, end] = [`<!-- generated:${name} -->`, `<!-- /generated:${name} -->`];
  const [before, rest] = page.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/directory.md has no section between ${start} and ${end}: put both lines back`);
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
