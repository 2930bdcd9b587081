import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule } from "./rule";

/** What one class of Aurora instances asks of other settings. */
export const auroraRules: readonly Rule[] = [
  {
    reads: ["haWeb.database.performanceInsights", "haWeb.database.instanceClass"],
    check: classSupportsPerformanceInsights,
  },
];

/** Amazon Aurora user guide, "DB engine, Region, and instance class support for Database Insights", Aurora MySQL. */
function classSupportsPerformanceInsights({ haWeb: { database } }: SettingsInput): SettingsProblem[] {
  if (!database.performanceInsights || !database.instanceClass.startsWith("db.t3.")) return [];
  return [
    {
      key: "haWeb.database.performanceInsights",
      given: true,
      allowed: `false with ${database.instanceClass}: on Aurora MySQL the t3 classes don't have it`,
      hint: `switch it off, or choose ${database.instanceClass.replace("t3", "t4g")}`,
    },
  ];
}
