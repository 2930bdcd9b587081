import { CommandError } from "../command-line/command-error";

/** Something that takes a while and can't begin before others have ended. */
export interface Step {
  readonly seconds: number;
  /** Ids of the steps it waits for. */
  readonly after: ReadonlySet<string>;
}

export type Steps = ReadonlyMap<string, Step>;

/** When a step runs if every step begins as soon as it can. */
export interface Run {
  readonly endsAt: number;
  /** The step whose end it began at; undefined of one that waits for none. */
  readonly waitedFor: string | undefined;
}

/**
 * When each step ends, counted from the first one's beginning.
 *
 * @throws CommandError at a step that waits for one there isn't, and at a circle
 */
export function schedule(steps: Steps): ReadonlyMap<string, Run> {
  const runs = new Map<string, Run>();
  const underWay = new Set<string>();
  const run = (id: string): Run => {
    const known = runs.get(id);
    if (known) return known;
    const step = steps.get(id);
    if (step === undefined) throw new CommandError(`something waits for ${id}, which isn't there`);
    if (underWay.has(id)) throw new CommandError(`${id} waits for itself: ${[...underWay].join(", ")}`);
    underWay.add(id);
    const last = latest([...step.after].map((predecessor) => ({ id: predecessor, ...run(predecessor) })));
    underWay.delete(id);
    const result = { endsAt: (last?.endsAt ?? 0) + step.seconds, waitedFor: last?.id };
    runs.set(id, result);
    return result;
  };
  for (const id of steps.keys()) run(id);
  return runs;
}

/** The steps that led up to the end of one, itself the last. */
export function chainTo(id: string, runs: ReadonlyMap<string, Run>): string[] {
  const waitedFor = runs.get(id)?.waitedFor;
  return waitedFor === undefined ? [id] : [...chainTo(waitedFor, runs), id];
}

/** The longest chain through each step. */
export function chainsThrough(steps: Steps): ReadonlyMap<string, number> {
  const before = schedule(steps);
  const after = schedule(reversed(steps));
  return new Map([...steps].map(([id, { seconds }]) => [id, endOf(id, before) + endOf(id, after) - seconds]));
}

/** When the last step ends. */
export function endOfAll(steps: Steps): number {
  return Math.max(0, ...[...schedule(steps).values()].map(({ endsAt }) => endsAt));
}

function endOf(id: string, runs: ReadonlyMap<string, Run>): number {
  return runs.get(id)?.endsAt ?? 0;
}

function reversed(steps: Steps): Steps {
  const result = new Map([...steps].map(([id, { seconds }]) => [id, { seconds, after: new Set<string>() }]));
  for (const [id, { after }] of steps)
    for (const predecessor of after) result.get(predecessor)?.after.add(id);
  return result;
}

/** The first of those that end last. */
function latest<T extends Run>(runs: readonly T[]): T | undefined {
  return runs.reduce<T | undefined>(
    (best, each) => (best && best.endsAt >= each.endsAt ? best : each),
    undefined,
  );
}
