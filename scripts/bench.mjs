import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { build, root } from "./build.mjs";

/**
 * `npm run bench -- [people …]`: how quick the API is at 1,000, 10,000, 100,000 and a million people unless
 * told. Prints tables and what became of each target; fails on none, because a machine's mood isn't a bug.
 *
 * On a private database server that is gone afterwards; or on the one of DATABASE_URL (with DATABASE_CA_FILE), in
 * databases called strata_bench_<people>, which are kept and used again.
 */
await build();
const outdir = join(root, ".build/bench");
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ["bench/api/bench.ts", "bench/api/contender.ts"],
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  define: { __dirname: JSON.stringify(join(root, "__tests__/support")) },
  logLevel: "error",
});
const { bench } = await import(pathToFileURL(join(outdir, "bench.mjs")).href);
const scales = process.argv.slice(2).map(Number);
await bench({
  root,
  contender: join(outdir, "contender.mjs"),
  scales: scales.length > 0 ? scales : [1_000, 10_000, 100_000, 1_000_000],
});
