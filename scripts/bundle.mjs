import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * How infrastructure code becomes a file that this Node.js can load.
 * @type {esbuild.BuildOptions}
 */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "silent",
};

/**
 * The framework that infrastructure code is written in: nine tenths of a bundle's bytes, and other only when a
 * dependency or the list of imported resource classes is.
 */
const ofFramework = /^(cdktf|constructs|@cdktf\/provider-aws)(\/|$)/;

/**
 * Makes TypeScript of the project a file that this Node.js can load, quicker than its modules can be: `<name>.cjs`, which
 * loads the code beside it and keeps what V8 compiles of it.
 *
 * What it needs of the framework becomes another such file, `<name>.framework.cjs`, which stays as it is while the same
 * modules of the same versions are asked for: an edit bundles the project's own code alone.
 *
 * @param {{ in: string | esbuild.StdinOptions, out: string }} files the first module's path, from the project's folder,
 *   or its text; and the file to write, `<name>.cjs`
 * @returns {Promise<void>}
 * @throws {Error} esbuild's, with what it says of the code
 */
export async function bundle({ in: entry, out }) {
  const name = out.replace(/\.cjs$/, "");
  const framework = `${name}.framework`;
  /** @type {Set<string>} */
  const modules = new Set();
  const code = await bundled({
    ...(typeof entry === "string" ? { entryPoints: [entry] } : { stdin: entry }),
    plugins: [frameworkApart(`./${basename(framework)}.cjs`, modules)],
  });
  if (modules.size > 0) await bundleFramework([...modules].sort(), framework);
  place(code, name);
}

/**
 * @param {esbuild.BuildOptions} options
 * @returns {Promise<string>}
 */
async function bundled(options) {
  const { outputFiles } = await esbuild.build({ ...bundleOptions, ...options, write: false });
  return outputFiles?.[0]?.text ?? "";
}

/**
 * Writes a bundle and its loader, unless they are there already.
 * @param {string} code
 * @param {string} name of the files, without an ending
 */
function place(code, name) {
  const file = `${name}.bundle.js`;
  // By the digest the loader knows whether what it keeps was compiled of this code.
  const text = `// ${createHash("sha256").update(code).digest("hex")}\n${code}`;
  mkdirSync(dirname(name), { recursive: true });
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    // Whoever loads it meanwhile gets the old or the new one, whole.
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  }
  copyFileSync(join(root, "scripts/bundle-loader.cjs"), `${name}.cjs`);
}

/**
 * Has the bundle take modules of the framework from a file of their own.
 * @param {string} file as the bundle requires it
 * @param {Set<string>} modules gets the names of those it takes
 * @returns {esbuild.Plugin}
 */
function frameworkApart(file, modules) {
  return {
    name: "framework-apart",
    setup(build) {
      build.onResolve({ filter: ofFramework }, ({ path }) => {
        modules.add(path);
        return { path, namespace: "framework" };
      });
      build.onLoad({ filter: /.*/, namespace: "framework" }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(file)})[${JSON.stringify(path)}]();`,
        resolveDir: root,
      }));
      build.onResolve({ filter: /\.framework\.cjs$/ }, ({ path }) => ({ path, external: true }));
    },
  };
}

/**
 * @param {string[]} modules
 * @param {string} name of the files, without an ending
 */
async function bundleFramework(modules, name) {
  const key = JSON.stringify({ recipe: recipeVersion, versions: versionsOf(modules), modules });
  const record = `${name}.json`;
  if (existsSync(record) && readFileSync(record, "utf8") === key) return;
  rmSync(record, { force: true });
  // A module is loaded when it's asked for.
  const entries = modules.map(
    (module) => `${JSON.stringify(module)}: () => require(${JSON.stringify(module)}),`,
  );
  const code = await bundled({
    stdin: { contents: `module.exports = {\n${entries.join("\n")}\n};`, resolveDir: root },
    // Half the bytes to parse. Names stay: classes and errors are told by them.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    plugins: [leaveOutUnused],
  });
  place(code, name);
  writeFileSync(record, key);
}

/** To be counted up when what follows makes another file of the same modules. */
const recipeVersion = 1;

/** @param {string[]} modules */
function versionsOf(modules) {
  const { resolve } = createRequire(join(root, "package.json"));
  const packages = new Set(modules.map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name));
  return Object.fromEntries(
    [...packages].map((name) => [
      name,
      JSON.parse(readFileSync(resolve(`${name}/package.json`), "utf8")).version,
    ]),
  );
}

/** Brings back what is left out of tokens: set it to see in an error where the value that can't be resolved was made. */
const stackTraceFlag = "STRATA_STACK_TRACES";

/**
 * What cdktf does at each start, or for each value, that these systems have no use for (docs/decisions/0003).
 * @type {esbuild.Plugin}
 */
const leaveOutUnused = {
  name: "leave-out-unused",
  setup(build) {
    // A hundred modules for archive assets, which in a bundle start it anew instead of being made
    // (docs/decisions/0010).
    build.onResolve({ filter: /^archiver$/ }, ({ path }) => ({ path, namespace: "unused" }));
    build.onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "" }));
    build.onLoad({ filter: /cdktf\/lib\/private\/fs\.js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, "utf8")}
exports.archiveSync = (source) => { throw new Error("an archive asset can't be made of " + source + ": zip it before the synth"); };`,
    }));
    // Each token keeps a stack trace of the whole depth, for the rare error that shows it.
    build.onLoad({ filter: /cdktf\/lib\/tokens\/private\/stack-trace\.js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, "utf8")}
if (!process.env.${stackTraceFlag}) exports.captureStackTrace = () => [];`,
    }));
  },
};
