import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import { addressSettings, appSubnetsHold } from "./app-subnet-room";
import { countsAreInOrder } from "./count-order";
import type { Rule } from "./rule";

/** The numbers of the web tier's Auto Scaling group. */
export const scalingRules: readonly Rule[] = [
  { reads: ["haWeb.scaling"], check: ({ haWeb }) => countsAreInOrder("haWeb.scaling", haWeb.scaling) },
  { reads: [...addressSettings("haWeb"), "haWeb.scaling"], check: appSubnetsHoldTheInstances },
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
