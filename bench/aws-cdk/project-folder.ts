import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Strata's own folder, whose functions and instance files both sides deploy. Found from this file, which lies elsewhere
 * in a bundle than among modules.
 * @throws Error when none of the folders above is Strata's
 */
export function projectFolder(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "cdktf.json"))) return folder;
  }
  throw new Error(`no folder above ${__dirname} holds cdktf.json: run the peer inside its checkout`);
}
