// `npm run demo`: the command line of demo/demo-command.ts.
import { createRequire } from "node:module";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { BuildError, build, bundleOptions, root } from "./build.mjs";
import { missingTools } from "./emulator/missing-tools.mjs";
import { startEmulator } from "./emulator/start-emulator.mjs";
import { runTerraform, terraformEnvironment } from "./terraform.mjs";

process.chdir(root);
const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupt.abort());

const outfile = join(root, ".build/demo.cjs");
try {
  await esbuild.build({ ...bundleOptions, entryPoints: ["demo/demo-command.ts"], outfile });
  /** @type {typeof import("../demo/demo-command")} */
  const { demoCommand } = createRequire(import.meta.url)(outfile);
  process.exitCode = await demoCommand({
    args: process.argv.slice(2),
    root,
    missingTools,
    build,
    terraform: { run: runTerraform, environment: terraformEnvironment },
    startEmulator,
    print: console.log,
    printError: console.error,
    signal: interrupt.signal,
  });
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await esbuild.stop();
}
