/** How long something took, in milliseconds. */
export interface Timing {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Repeats work one after the other, after a warm-up, for at most two seconds. */
export async function measure(work: (n: number) => Promise<unknown>, times = 200): Promise<Timing> {
  for (let n = 0; n < 10; n += 1) await work(n);
  const durations: number[] = [];
  const end = performance.now() + 2_000;
  for (let n = 0; n < times && performance.now() < end; n += 1) {
    const start = performance.now();
    await work(n);
    durations.push(performance.now() - start);
  }
  durations.sort((a, b) => a - b);
  const at = (share: number) =>
    durations[Math.min(durations.length - 1, Math.floor(share * durations.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** How often a second two things can be done, measured by short turns, so that both meet the same weather. */
export async function compare(
  one: (n: number) => Promise<unknown>,
  other: (n: number) => Promise<unknown>,
): Promise<[number, number]> {
  const rates: [number[], number[]] = [[], []];
  for (let round = 0; round < 60; round += 1) {
    rates[0].push(await rate(one));
    rates[1].push(await rate(other));
  }
  return [median(rates[0].slice(10)), median(rates[1].slice(10))];
}

async function rate(work: (n: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let n = 0;
  while (performance.now() - start < 100) await work(n++);
  return (n / (performance.now() - start)) * 1000;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
