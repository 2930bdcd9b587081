/** Where the values of several runs lie. */
export interface Spread {
  readonly median: number;
  /** A quarter of the values is below. */
  readonly lower: number;
  /** A quarter of the values is above. */
  readonly upper: number;
}

/** Quartiles lie between the nearest two values, as spreadsheets and R reckon them. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), lower: quantile(values, 0.25), upper: quantile(values, 0.75) };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * How often each value holds the other list's value of the same place: what was measured in the same round is compared
 * with each other, so that a round in which the machine was slow doesn't count for one side alone.
 *
 * @throws Error if the lists aren't equally long
 */
export function pairRatios(values: readonly number[], baseline: readonly number[]): number[] {
  if (values.length !== baseline.length) {
    throw new Error(
      `${values.length} values can't be paired with ${baseline.length}: measure both in each round`,
    );
  }
  return values.map((value, index) => value / (baseline[index] as number));
}

/** @param share from 0, the smallest, to 1, the largest */
function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error("no values: measure at least once");
  const sorted = values.toSorted((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] as number;
  const above = sorted[Math.ceil(position)] as number;
  return below + (above - below) * (position - Math.floor(position));
}
