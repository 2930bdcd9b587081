// `npm run plan`: the command line of plan/plan-command.ts.
import { createRequire } from "node:module";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { BuildError, build, bundleOptions, root } from "./build.mjs";
import { findTerraform, runTerraform, terraformEnvironment } from "./terraform.mjs";

process.chdir(root);
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interrupt.abort());

const outfile = join(root, ".build/plan.cjs");
try {
  await build();
  await esbuild.build({ ...bundleOptions, entryPoints: ["plan/plan-command.ts"], outfile });
  await esbuild.stop();
  /** @type {typeof import("../plan/plan-command")} */
  const { planCommand } = createRequire(import.meta.url)(outfile);
  process.exitCode = await planCommand({
    args: process.argv.slice(2),
    root,
    terraform: { find: findTerraform, run: runTerraform, environment: terraformEnvironment },
    print: console.log,
    printError: console.error,
    signal: interrupt.signal,
  });
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
