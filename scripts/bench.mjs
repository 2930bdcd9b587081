// `npm run bench`: the command line of bench/bench-command.ts.
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { appBundle, build } from "./build.mjs";
import { bundle as bundleAsApp, bundleOptions, root } from "./bundle.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { runCommand } from "./run-command.mjs";
import { findTerraform } from "./terraform.mjs";

const folder = join(root, ".build/bench");

const applyCosts = `
export * from "./config/load-settings";
export * from "./critical-path/apply-costs";
export * from "./critical-path/cost-report";
`;

await runCommand(async (invocation) => {
  // What it has started ends with it or within seconds, and what it writes lies below .build: no orderly end is needed.
  invocation.signal.addEventListener("abort", () => process.exit(130));
  await bundleBench();
  /** @type {typeof import("../bench/bench-command")} */
  const { benchCommand } = await import(pathToFileURL(join(folder, "bench-command.mjs")).href);
  return benchCommand({
    ...invocation,
    build,
    bundle,
    app: relative(root, appBundle),
    apiPrograms: {
      measuringProcess: join(folder, "api/measuring-process.mjs"),
      contender: join(folder, "api/contender.mjs"),
    },
    folder,
    loadApplyCosts: () => loadTypeScript("bench-apply-costs", applyCosts),
    findTerraform,
  });
});

/** Packages stay outside, as the API's driver does where the function isn't deployed. */
async function bundleBench() {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["bench/bench-command.ts", "bench/api/measuring-process.ts", "bench/api/contender.ts"],
    outdir: folder,
    outbase: "bench",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    define: { __dirname: JSON.stringify(join(root, "__tests__/support")) },
    logLevel: "error",
  });
}

/**
 * @param {string} entryPoint
 * @param {string} outfile
 * @param {import("../bench/synth/contenders").BundleManner} manner
 */
async function bundle(entryPoint, outfile, manner) {
  if (manner === "as the app") return bundleAsApp({ in: entryPoint, out: outfile });
  const packages = manner === "without packages" ? "external" : "bundle";
  await esbuild.build({ ...bundleOptions, entryPoints: [entryPoint], outfile, packages });
}
