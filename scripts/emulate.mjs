// `npm run emulate`: the command line of emulate/emulate-command.ts.
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

const outfile = join(root, ".build/emulate.cjs");
try {
  await esbuild.build({ ...bundleOptions, entryPoints: ["emulate/emulate-command.ts"], outfile });
  /** @type {typeof import("../emulate/emulate-command")} */
  const { emulateCommand } = createRequire(import.meta.url)(outfile);
  process.exitCode = await emulateCommand({
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
