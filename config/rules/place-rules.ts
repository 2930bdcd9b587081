import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule } from "./rule";

/** Where things must lie to be found: the state bucket and the alarms' topics. */
export const placeRules: readonly Rule[] = [
  { reads: ["backend.type", "backend.bucket"], check: remoteStateHasABucket },
  { reads: ["directory.alarmActions", "region"], check: topicsAreOfTheRegion },
];

function remoteStateHasABucket({ backend }: SettingsInput): SettingsProblem[] {
  if (backend.type === "local" || backend.bucket !== undefined) return [];
  return [
    {
      key: "backend.bucket",
      allowed: 'a bucket\'s name, since backend.type is "s3"',
      hint: 'while type is still "local": name the bucket, apply the bootstrap stack, then switch to "s3"',
    },
  ];
}

function topicsAreOfTheRegion({ directory, region }: SettingsInput): SettingsProblem[] {
  return directory.alarmActions.flatMap((arn, index) =>
    arn.split(":")[3] === region
      ? []
      : [
          {
            key: `directory.alarmActions[${index}]`,
            given: arn,
            allowed: `a topic of the region ${region}: an alarm can't reach one elsewhere`,
            hint: `make a topic in ${region}`,
          },
        ],
  );
}
