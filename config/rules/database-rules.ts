import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule } from "./rule";

/** What one database class or size asks of other settings. */
export const databaseRules: readonly Rule[] = [
  {
    reads: ["directory.database.allocatedStorageGib", "directory.database.maxAllocatedStorageGib"],
    check: storageGrowsByATenthOrNotAtAll,
  },
  {
    reads: ["directory.database.performanceInsights", "directory.database.instanceClass"],
    check: classSupportsPerformanceInsights,
  },
  {
    reads: ["directory.api.reservedConcurrency", "directory.database.instanceClass"],
    check: functionsFitInTheConnections,
  },
];

/** rds:CreateDBInstance: storage autoscaling's limit must be at least 10 % above the allocated storage. */
function storageGrowsByATenthOrNotAtAll({ directory: { database } }: SettingsInput): SettingsProblem[] {
  const { allocatedStorageGib: allocated, maxAllocatedStorageGib: max } = database;
  // In whole numbers: 1.1 * 20 is 22.000000000000004.
  const least = Math.ceil((allocated * 11) / 10);
  if (max === allocated || max >= least) return [];
  return [
    {
      key: "directory.database.maxAllocatedStorageGib",
      given: max,
      allowed: `allocatedStorageGib (${allocated}) for storage that doesn't grow, else at least a tenth more (${least})`,
      hint: `write ${allocated} or ${least}, or lower allocatedStorageGib`,
    },
  ];
}

/** Amazon RDS user guide, "Performance Insights: DB engine, Region, and instance class support", RDS for MySQL. */
const tooSmallForPerformanceInsights = /^db\.t\w+\.(?:micro|small)$/;

function classSupportsPerformanceInsights({ directory: { database } }: SettingsInput): SettingsProblem[] {
  if (!database.performanceInsights || !tooSmallForPerformanceInsights.test(database.instanceClass))
    return [];
  return [
    {
      key: "directory.database.performanceInsights",
      given: true,
      allowed: `false with ${database.instanceClass}: on MySQL the micro and small burstable classes don't have it`,
      hint: `switch it off, or choose ${database.instanceClass.replace(/\w+$/, "medium")} or larger`,
    },
  ];
}

/** Each execution holds one connection; some are left for migrations, RDS's own and an administrator. */
const sparedConnections = 10;
/**
 * RDS for MySQL starts with max_connections = memory / 12,582,880 (85 a GiB), of the memory left beside its own
 * processes. That is about 60 a GiB on the smallest class and more on larger ones.
 */
const connectionsPerGib = 60;

function functionsFitInTheConnections({ directory: { api, database } }: SettingsInput): SettingsProblem[] {
  const memoryGib = memoryOfClass(database.instanceClass);
  const room = memoryGib * connectionsPerGib - sparedConnections;
  if (api.reservedConcurrency === null || api.reservedConcurrency <= room) return [];
  return [
    {
      key: "directory.api.reservedConcurrency",
      given: api.reservedConcurrency,
      allowed: `at most ${room} with ${database.instanceClass}: each execution holds a database connection`,
      hint: `write ${room}, or choose a larger directory.database.instanceClass`,
    },
  ];
}

/** GiB of a `large` of each family; every size up doubles it (Amazon RDS user guide, "DB instance class hardware"). */
const largeGib: Record<string, number> = { t: 8, m: 8, r: 16, x: 32 };
const sizeFactor: Record<string, number> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2 };

function memoryOfClass(instanceClass: string): number {
  const [, family = "", multiple = "", size = ""] =
    /^db\.([tmrx])\w*\.(\d*)([a-z]+)$/.exec(instanceClass) ?? [];
  const memoryGib =
    (largeGib[family] ?? Number.NaN) * (sizeFactor[size] ?? Number.NaN) * Number(multiple || 1);
  if (Number.isNaN(memoryGib))
    throw new Error(`the memory of the database class ${instanceClass} is not known`);
  return memoryGib;
}
