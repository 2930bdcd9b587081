import { bundleFunctions } from "../../scripts/bundle-functions.mjs";

/** Once a run, before any test: the functions' zips, which every synth of the api layer packs. */
export async function setup(): Promise<void> {
  await bundleFunctions(process.cwd());
}
