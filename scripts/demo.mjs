// `npm run demo`: the command line of demo/demo-command.ts.
import { build } from "./build.mjs";
import { missingTools } from "./emulator/missing-tools.mjs";
import { startEmulator } from "./emulator/start-emulator.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { runCommand } from "./run-command.mjs";
import { terraform } from "./terraform.mjs";

await runCommand(async (invocation) => {
  /** @type {typeof import("../demo/demo-command")} */
  const { demoCommand } = await loadTypeScript("demo", 'export * from "./demo/demo-command";');
  return demoCommand({
    ...invocation,
    missingTools,
    build,
    terraform,
    startEmulator,
  });
});
