import { fewestPhpWorkers, largestMaxCount } from "../php-workers";
import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import { addressSettings, appSubnetsHold } from "./app-subnet-room";
import { countsAreInOrder } from "./count-order";
import type { Rule } from "./rule";

/** The numbers of the web tier's Auto Scaling group. */
export const scalingRules: readonly Rule[] = [
  { reads: ["haWeb.scaling"], check: ({ haWeb }) => countsAreInOrder("haWeb.scaling", haWeb.scaling) },
  { reads: [...addressSettings("haWeb"), "haWeb.scaling"], check: appSubnetsHoldTheInstances },
  {
    reads: ["haWeb.scaling.maxCount", "haWeb.database.instanceClass"],
    check: everyInstanceGetsConnections,
  },
];

function appSubnetsHoldTheInstances({ haWeb, region }: SettingsInput): SettingsProblem[] {
  return appSubnetsHold("haWeb", haWeb, region, {
    setting: "scaling.maxCount",
    maxCount: haWeb.scaling.maxCount,
    units: "instances",
    doubledBy: "a refresh may start each one's successor before it ends",
    otherAddresses: 0,
  });
}

function everyInstanceGetsConnections({ haWeb: { scaling, database } }: SettingsInput): SettingsProblem[] {
  const most = largestMaxCount(database.instanceClass);
  if (scaling.maxCount <= most) return [];
  return [
    {
      key: "haWeb.scaling.maxCount",
      given: scaling.maxCount,
      allowed: `at most ${most} with ${database.instanceClass}: every instance, and its successor during a refresh, needs database connections for ${fewestPhpWorkers} PHP processes`,
      hint: `write ${most}, or choose a larger haWeb.database.instanceClass`,
    },
  ];
}
