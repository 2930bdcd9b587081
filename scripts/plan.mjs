// `npm run plan`: the command line of plan/plan-command.ts.
import { build } from "./build.mjs";
import { loadTypeScript } from "./load-typescript.mjs";
import { runCommand } from "./run-command.mjs";
import { terraform } from "./terraform.mjs";

await runCommand(async (invocation) => {
  await build();
  /** @type {typeof import("../plan/plan-command")} */
  const { planCommand } = await loadTypeScript("plan", 'export * from "./plan/plan-command";');
  return planCommand({
    ...invocation,
    terraform,
  });
});
