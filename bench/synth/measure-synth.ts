import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { MissingContender } from "./contender";
import { type ContendersOptions, makeContenders } from "./contenders";
import { type ContenderRuns, runRounds } from "./rounds";

/** All that is measured of synths. */
export interface SynthFigures {
  readonly rounds: number;
  readonly contenders: readonly ContenderRuns[];
  readonly missing: readonly MissingContender[];
}

const fullRounds = 11;
const briefRounds = 3;

/** Builds every program that synthesizes and runs them in turns. */
export async function measureSynth(options: ContendersOptions): Promise<SynthFigures> {
  const { root, folder, isBrief, onProgress } = options;
  rmSync(folder, { recursive: true, force: true });
  // cdktf makes its output folder, but not the one around it.
  mkdirSync(join(folder, "out"), { recursive: true });
  const { present, missing } = await makeContenders(options);
  const rounds = isBrief ? briefRounds : fullRounds;
  const contenders = await runRounds({
    contenders: present,
    rounds,
    // Not bundled: it is loaded into the programs, not into the bench.
    probe: join(root, "bench/synth/memory-probe.cjs"),
    onProgress,
  });
  rmSync(folder, { recursive: true, force: true });
  return { rounds, contenders, missing };
}
