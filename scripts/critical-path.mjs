// `npm run critical-path`: the command line of critical-path/critical-path-command.ts.
import { bundleFunctions } from "./bundle-functions.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { runCommand } from "./run-command.mjs";

await runCommand(async (invocation) => {
  /** @type {[typeof import("../critical-path/critical-path-command"), void]} */
  const [{ criticalPathCommand }] = await Promise.all([
    loadTypeScript("critical-path", 'export * from "./critical-path/critical-path-command";'),
    bundleFunctions(invocation.root),
  ]);
  return criticalPathCommand(invocation);
});
