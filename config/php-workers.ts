/** What an instance's boot takes at least: with fewer a page that asks itself something could block the site. */
export const fewestPhpWorkers = 4;

/** Left for the boot, the timers, RDS's own sessions and an administrator. */
const sparedConnections = 10;

/**
 * How many PHP processes each instance may have, so that all of them together find a connection to the database, even
 * while an instance refresh runs and there are twice as many instances. The boot takes fewer if memory is short.
 */
export function phpWorkersPerInstance(instanceClass: string, maxCount: number): number {
  return Math.floor((maxConnections(instanceClass) - sparedConnections) / (2 * maxCount));
}

/** The largest group whose instances still have enough processes each. */
export function largestMaxCount(instanceClass: string): number {
  return Math.floor((maxConnections(instanceClass) - sparedConnections) / (2 * fewestPhpWorkers));
}

/** Aurora user guide, "Maximum connections to an Aurora MySQL DB instance": the defaults, by multiples of an xlarge. */
const connectionsFrom: readonly [multiple: number, connections: number][] = [
  [24, 7000],
  [12, 6000],
  [8, 5000],
  [4, 4000],
  [2, 3000],
  [1, 2000],
];
const connectionsOfBurstable: Record<string, number> = { medium: 90, large: 135 };

function maxConnections(instanceClass: string): number {
  const [, family = "", multiple = "", size = ""] =
    /^db\.([a-z])\w*\.(\d*)([a-z]+)$/.exec(instanceClass) ?? [];
  const connections = family === "t" ? connectionsOfBurstable[size] : ofMemoryOptimized(size, multiple);
  if (connections === undefined)
    throw new Error(`how many connections the Aurora class ${instanceClass} takes is not known`);
  return connections;
}

function ofMemoryOptimized(size: string, multiple: string): number | undefined {
  if (size === "large") return 1000;
  if (size !== "xlarge") return undefined;
  return connectionsFrom.find(([least]) => Number(multiple || 1) >= least)?.[1];
}
