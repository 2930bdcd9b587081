import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { bundle, root } from "./bundle.mjs";
import { bundleFunctions } from "./bundle-functions.mjs";

/** The app as a file (docs/decisions/0003). */
export const appBundle = join(root, ".build/app.cjs");

/** What the user has to mend: printed without a stack trace. */
export class BuildError extends Error {}

/**
 * Checks the types, bundles the app and packs the functions, all at once. Nothing but `.build/` is written.
 * @returns {Promise<void>}
 * @throws {BuildError} with what TypeScript or esbuild said
 */
export async function build() {
  const results = await Promise.allSettled([
    checkTypes(),
    bundle({ in: "main.ts", out: appBundle }),
    bundleFunctions(root),
  ]);
  await esbuild.stop();
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (failures.length === 0) return;
  // A type error often breaks a bundle too; what TypeScript says of it is the better message.
  const typeError = failures.find((failure) => failure instanceof BuildError);
  throw typeError ?? new BuildError(String(failures[0]?.message ?? failures[0]));
}

/**
 * Of what is synthesized and packed; the tests' own types are `npm run typecheck`'s.
 * @returns {Promise<void>}
 */
async function checkTypes() {
  const compiler = await findCompiler();
  return new Promise((resolve, reject) => {
    const child = spawn(compiler, ["--project", "tsconfig.synth.json", "--pretty", "false"], {
      cwd: root,
      // It lives for half a second: it has better to do than to collect garbage.
      env: { ...process.env, GOGC: "400" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new BuildError(`The type check failed:\n${output.trim()}`));
    });
  });
}

/**
 * The compiler is a Go program. TypeScript's own command starts Node.js to start it, which costs a fifth more.
 * @returns {Promise<string>}
 */
async function findCompiler() {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  const { default: getExePath } = await import(
    pathToFileURL(join(dirname(manifest), "lib/getExePath.js")).href
  );
  return getExePath();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build().catch((error) => {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  });
}
