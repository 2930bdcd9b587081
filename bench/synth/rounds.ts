import { existsSync } from "node:fs";
import type { Contender } from "./contender";
import { measureRun, type Run } from "./measure-run";

/** All runs of one contender, one of each round. */
export interface ContenderRuns {
  readonly id: string;
  readonly name: string;
  readonly startsOthers: boolean;
  readonly runs: readonly Run[];
}

export interface RoundsOptions {
  readonly contenders: readonly Contender[];
  /** How often each runs, besides once beforehand that doesn't count: files are then in the machine's cache. */
  readonly rounds: number;
  /** Path of memory-probe.cjs. */
  readonly probe: string;
  readonly onProgress: (line: string) => void;
}

/**
 * Lets all contenders run once in each round, every other round in the opposite order: what drifts meanwhile, such as
 * the machine's heat, hits all alike, and nobody always runs behind the same neighbour.
 *
 * @throws Error if a contender fails, or leaves nothing behind
 */
export async function runRounds({
  contenders,
  rounds,
  probe,
  onProgress,
}: RoundsOptions): Promise<ContenderRuns[]> {
  for (const contender of contenders) {
    await measureRun(contender, probe);
    requireProof(contender);
  }
  onProgress(`${contenders.length} programs have run once`);
  const runs = new Map<string, Run[]>(contenders.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; round += 1) {
    const inOrder = round % 2 === 0 ? contenders : contenders.toReversed();
    for (const contender of inOrder) runs.get(contender.id)?.push(await measureRun(contender, probe));
    onProgress(`round ${round + 1} of ${rounds}`);
  }
  return contenders.map(({ id, name, startsOthers = false }) => ({
    id,
    name,
    startsOthers,
    runs: runs.get(id) ?? [],
  }));
}

function requireProof({ name, proof }: Contender): void {
  if (proof !== undefined && !existsSync(proof)) throw new Error(`${name} should have written ${proof}`);
}
