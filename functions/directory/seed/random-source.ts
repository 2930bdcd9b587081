/**
 * A stream of numbers that look random and are the same in every run and on every machine (mulberry32, by Tommy
 * Ettinger, public domain). Not for secrets.
 */
export class RandomSource {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next number, at least 0 and below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** One of the choices, the first ones more often: of a hundred, the first comes once in eighteen times. */
  pickEarly<Choice>(choices: readonly Choice[]): Choice {
    return choices[Math.floor(choices.length * this.next() ** 1.6)] as Choice;
  }

  /** One of the choices, each as often as its weight beside the others'. */
  pickWeighted<Choice>(choices: readonly Choice[], cumulativeWeights: readonly number[]): Choice {
    const target = this.next() * (cumulativeWeights.at(-1) ?? 0);
    let low = 0;
    let high = cumulativeWeights.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulativeWeights[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return choices[low] as Choice;
  }
}

/** The running total of weights, for `pickWeighted`. */
export function cumulate(weights: readonly number[]): number[] {
  let total = 0;
  return weights.map((weight) => {
    total += weight;
    return total;
  });
}
