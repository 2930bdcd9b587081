import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outfile = join(root, ".build/seed.cjs");

await esbuild.build({
  absWorkingDir: root,
  entryPoints: ["functions/directory/seed/seed-command.ts"],
  outfile,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "error",
});
const { seedCommand } = createRequire(import.meta.url)(outfile);
process.exitCode = await seedCommand({
  args: process.argv.slice(2),
  environment: process.env,
  migrationsFolder: join(root, "functions/directory/migrations"),
  print: console.log,
  printError: console.error,
});
