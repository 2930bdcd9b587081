// `npm run emulate`: the command line of emulate/emulate-command.ts.
import { build } from "./build.mjs";
import { missingTools } from "./emulator/missing-tools.mjs";
import { startEmulator } from "./emulator/start-emulator.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { runCommand } from "./run-command.mjs";
import { terraform } from "./terraform.mjs";

await runCommand(async (invocation) => {
  /** @type {typeof import("../emulate/emulate-command")} */
  const { emulateCommand } = await loadTypeScript("emulate", 'export * from "./emulate/emulate-command";');
  return emulateCommand({
    ...invocation,
    missingTools,
    build,
    terraform,
    startEmulator,
  });
});
