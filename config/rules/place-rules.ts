import { type SystemKey, systemKeys } from "../settings";
import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule } from "./rule";

/** Where things must lie to be found: the state bucket and the alarms' topics. */
export const placeRules: readonly Rule[] = [
  { reads: ["backend.type", "backend.bucket"], check: remoteStateHasABucket },
  ...systemKeys.map((system) => ({
    reads: [`${system}.alarmActions`, "region"],
    check: (settings: SettingsInput) => topicsAreOfTheRegion(system, settings),
  })),
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

function topicsAreOfTheRegion(system: SystemKey, settings: SettingsInput): SettingsProblem[] {
  const { region } = settings;
  return settings[system].alarmActions.flatMap((arn, index) =>
    arn.split(":")[3] === region
      ? []
      : [
          {
            key: `${system}.alarmActions[${index}]`,
            given: arn,
            allowed: `a topic of the region ${region}: an alarm can't reach one elsewhere`,
            hint: `make a topic in ${region}`,
          },
        ],
  );
}
