import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { build, root } from "./build.mjs";

/**
 * `node scripts/bench-api.mjs [people …]`: how quick the API is on a private database server, at 1,000, 10,000, 100,000
 * and a million people unless told. Prints tables; fails on nothing, because a machine's mood isn't a bug.
 */
await build();
const outfile = join(root, ".build/bench-api.mjs");
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ["scripts/bench-api/bench.ts"],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  define: { __dirname: JSON.stringify(join(root, "__tests__/support")) },
  logLevel: "error",
});
const { bench } = await import(pathToFileURL(outfile).href);
const scales = process.argv.slice(2).map(Number);
await bench({ root, scales: scales.length > 0 ? scales : [1_000, 10_000, 100_000, 1_000_000] });
