/** How long something took, in milliseconds. */
export interface Timing {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Repeats work one after the other, after a warm-up, for at most 0.7 seconds; gives the milliseconds of each. */
export async function sample(work: (n: number) => Promise<unknown>, times = 70): Promise<number[]> {
  for (let n = 0; n < 10; n += 1) await work(n);
  const durations: number[] = [];
  const end = performance.now() + 700;
  for (let n = 0; n < times && performance.now() < end; n += 1) {
    const start = performance.now();
    await work(n);
    durations.push(performance.now() - start);
  }
  return durations;
}

export function timingOf(durations: readonly number[]): Timing {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
