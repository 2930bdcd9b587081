// `npm run seed`: the command line of functions/directory/seed/seed-command.ts.
import { join } from "node:path";
import { root } from "./bundle.mjs";
import { loadTypeScript } from "./load-typescript.mjs";

/** @type {typeof import("../functions/directory/seed/seed-command")} */
const { seedCommand } = await loadTypeScript(
  "seed",
  'export * from "./functions/directory/seed/seed-command";',
);
process.exitCode = await seedCommand({
  args: process.argv.slice(2),
  environment: process.env,
  migrationsFolder: join(root, "functions/directory/migrations"),
  print: console.log,
  printError: console.error,
});
