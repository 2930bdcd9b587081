// The app command of cdktf.json: `npx cdktf synth`, `list`, `diff`, `deploy` and `destroy` run it.
import { createRequire } from "node:module";
import { appBundle, BuildError, build } from "./build.mjs";

try {
  await build();
  createRequire(import.meta.url)(appBundle);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
