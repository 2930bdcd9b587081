/** A piece of work that waits for others. */
export interface Task {
  readonly name: string;
  /** Tasks to be finished first. Names that aren't among the tasks are not waited for. */
  readonly after: readonly string[];
}

/**
 * Works through tasks, each as soon as those it waits for are done, a few at a time.
 *
 * @param atOnce how many may run at the same time
 * @param work when it rejects, what is running is waited for, nothing new is started, and the first reason is thrown
 * @returns the results in the order of the tasks
 */
export async function inOrder<T extends Task, R>(
  tasks: readonly T[],
  atOnce: number,
  work: (task: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<string, R>();
  const failures: unknown[] = [];
  const waiting = new Set(tasks);
  const running = new Set<Promise<void>>();
  const isReady = ({ after }: T) =>
    after.every((name) => results.has(name) || !tasks.some((task) => task.name === name));
  const start = (task: T) => {
    waiting.delete(task);
    const run: Promise<void> = work(task)
      .then(
        (result) => void results.set(task.name, result),
        (reason) => void failures.push(reason),
      )
      .finally(() => running.delete(run));
    running.add(run);
  };
  const startReady = () => {
    for (const task of waiting) if (running.size < atOnce && isReady(task)) start(task);
  };
  for (startReady(); running.size > 0; startReady()) {
    await Promise.race(running);
    if (failures.length > 0) waiting.clear();
  }
  if (failures.length > 0) throw failures[0];
  if (waiting.size > 0) {
    throw new Error(`these wait for each other: ${[...waiting].map(({ name }) => name).join(", ")}`);
  }
  return tasks.map(({ name }) => results.get(name) as R);
}
