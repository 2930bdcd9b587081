import type { Construct } from "constructs";
import type { Settings } from "../../config/settings";
import { HaWebCompute } from "./compute";
import { HaWebData } from "./data";
import { HaWebNetworking } from "./networking";

/** The highly available web tier, layer by layer. */
export function buildHaWeb(scope: Construct, settings: Settings): void {
  const networking = new HaWebNetworking(scope, settings);
  const data = new HaWebData(scope, settings, networking);
  new HaWebCompute(scope, settings, { networking, data });
}
