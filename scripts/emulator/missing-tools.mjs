import { findTerraform } from "../terraform.mjs";
import { missingForEmulator } from "./start-emulator.mjs";

/**
 * What deploying to the emulated account needs and this machine lacks, all of it at once, each with the command that
 * brings it.
 * @returns {string[]}
 */
export function missingTools() {
  const terraform = findTerraform();
  return [...("missing" in terraform ? [terraform.missing] : []), ...missingForEmulator()];
}
