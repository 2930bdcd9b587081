// One file of the app and of what it uses of aws-cdk-lib, beside the modules that the compiler makes: the benchmark
// takes whichever is faster. Not minified: aws-cdk-lib is already, and doing it again made the start slower.
import { readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import * as esbuild from "esbuild";

/**
 * The package's own entry names all its services, and a bundle would hold them all: 44 MB, half a second longer to
 * start. What the app takes from it is the core's.
 * @type {esbuild.Plugin}
 */
const coreOnly = {
  name: "core-only",
  setup(build) {
    build.onResolve({ filter: /^aws-cdk-lib$/ }, ({ resolveDir, kind }) =>
      build.resolve("aws-cdk-lib/core", { resolveDir, kind }),
    );
  },
};

/**
 * aws-cdk-lib finds the code of its custom resources, and its validator's WebAssembly, beside its own modules. In a
 * bundle each module keeps the folder that it came from.
 * @type {esbuild.Plugin}
 */
const ownFolders = {
  name: "own-folders",
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.c?js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!source.includes("__dirname") && !source.includes("__filename")) return undefined;
      return {
        contents: source
          .replaceAll(/\b__dirname\b/g, JSON.stringify(dirname(path)))
          .replaceAll(/\b__filename\b/g, JSON.stringify(path)),
        loader: "js",
      };
    });
  },
};

await esbuild.build({
  entryPoints: ["app.ts"],
  outfile: "dist/app.cjs",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "warning",
  plugins: [coreOnly, ownFolders],
});
await rm("dist/app.cache", { force: true });
