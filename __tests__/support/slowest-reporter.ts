import type { Reporter, TestModule } from "vitest/node";

/** Seconds; what takes less is not what makes a file slow. */
const worthTelling = 0.1;

/** Prints the slowest files of a run, with their slowest test, above vitest's own summary. */
export class SlowestReporter implements Reporter {
  readonly #count: number;

  /** @param count of how many files to tell; of a run with no more than that it tells nothing @default 10 */
  constructor(count = 10) {
    this.#count = count;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= this.#count) return;
    const slowest = modules
      .map((module) => ({ module, seconds: secondsOf(module) }))
      .toSorted((a, b) => b.seconds - a.seconds)
      .slice(0, this.#count);
    const lines = slowest.map(
      ({ module, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${told(module)}`,
    );
    process.stdout.write(`\n The slowest ${this.#count} of ${modules.length} files\n${lines.join("\n")}\n`);
  }
}

/** What a file took of a worker: its imports, hooks and tests. */
function secondsOf(module: TestModule): number {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return (collectDuration + setupDuration + duration) / 1000;
}

function told(module: TestModule): string {
  const path = module.relativeModuleId;
  const tests = [...module.children.allTests()].map((test) => ({
    name: test.fullName,
    seconds: (test.diagnostic()?.duration ?? 0) / 1000,
  }));
  const longest = tests.toSorted((a, b) => b.seconds - a.seconds)[0];
  if (longest === undefined || longest.seconds < worthTelling) return path;
  return `${path}, ${longest.seconds.toFixed(1)} s of it: ${longest.name}`;
}
