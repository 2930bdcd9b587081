import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule } from "./rule";

/** Whether the web tier's instances all find connections to the database. */
export const connectionRules: readonly Rule[] = [
  {
    reads: ["haWeb.scaling.maxCount", "haWeb.database.instanceClass"],
    check: instancesFitInTheConnections,
  },
];

/** Of one instance: 20 PHP processes (instances/ha-web/php-fpm.conf), the timer's, an administrator's and the boot's. */
export const connectionsPerInstance = 23;
/** Left for RDS's own sessions and an administrator. */
const sparedConnections = 10;

/**
 * For the group at its largest. While an instance refresh replaces a group that is at its largest and busy there can be
 * more for some minutes: who finds no connection then is told to come again (503).
 */
function instancesFitInTheConnections({ haWeb: { scaling, database } }: SettingsInput): SettingsProblem[] {
  const connections = maxConnections(database.instanceClass);
  const most = Math.floor((connections - sparedConnections) / connectionsPerInstance);
  if (scaling.maxCount <= most) return [];
  return [
    {
      key: "haWeb.scaling.maxCount",
      given: scaling.maxCount,
      allowed: `at most ${most} with ${database.instanceClass}: it takes ${connections} connections, of which an instance uses up to ${connectionsPerInstance}`,
      hint: `write ${most}, or choose a larger haWeb.database.instanceClass`,
    },
  ];
}

/** Aurora user guide, "Maximum connections to an Aurora MySQL DB instance": the default of each class. */
const connectionsOfBurstable: Record<string, number> = { medium: 90, large: 135 };
const connectionsOfLarge = 1000;
/** From which multiple of an xlarge on. */
const connectionsOfXlarge: readonly [multiple: number, connections: number][] = [
  [24, 7000],
  [12, 6000],
  [8, 5000],
  [4, 4000],
  [2, 3000],
  [1, 2000],
];

function maxConnections(instanceClass: string): number {
  const [, family = "", multiple = "", size = ""] =
    /^db\.([a-z])\w*\.(\d*)([a-z]+)$/.exec(instanceClass) ?? [];
  if (family === "t" && connectionsOfBurstable[size] !== undefined) return connectionsOfBurstable[size];
  if (size === "large") return connectionsOfLarge;
  const [, connections] = connectionsOfXlarge.find(([least]) => Number(multiple || 1) >= least) ?? [];
  if (size !== "xlarge" || connections === undefined)
    throw new Error(`how many connections the Aurora class ${instanceClass} takes is not known`);
  return connections;
}
