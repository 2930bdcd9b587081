import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "../config/settings";
import { chooseLayers } from "../plan/choose-layers";
import { layersOfSystem, readLayers } from "../plan/layers";
import { synthesize } from "../stacks/synthesize";
import { type ApplyCost, applyCost } from "./apply-cost";

/**
 * What applies from nothing cost with the settings given: of one system, or with `all` of every one that they build and
 * of `bootstrap`. Synthesizes into a folder that goes again; the functions' packages must be built.
 *
 * @throws CommandError if there is no such system, or a layer isn't understood
 */
export function applyCosts(settings: Settings, system: string): ApplyCost[] {
  const outdir = mkdtempSync(join(tmpdir(), "strata-critical-path-"));
  try {
    synthesize(settings, outdir);
    const layers = readLayers(outdir);
    const chosen = chooseLayers(layers, system);
    const systems = system === "all" ? [...new Set(chosen.map((layer) => layer.system))] : [system];
    return systems.map((each) => applyCost(each, layersOfSystem(layers, each)));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
