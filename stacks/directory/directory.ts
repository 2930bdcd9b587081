import type { Construct } from "constructs";
import type { Settings } from "../../config/settings";
import { DirectoryApi } from "./api";
import { DirectoryCompute } from "./compute";
import { DirectoryData } from "./data";
import { DirectoryNetworking } from "./networking";

/** The staff directory, layer by layer. */
export function buildDirectory(scope: Construct, settings: Settings): void {
  const networking = new DirectoryNetworking(scope, settings);
  const data = new DirectoryData(scope, settings, networking);
  const compute = new DirectoryCompute(scope, settings, networking);
  new DirectoryApi(scope, settings, { networking, data, compute });
}
