import { type SystemKey, systemKeys } from "../settings";
import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule, SystemInput } from "./rule";

/** The sites' names and the certificates for them. */
export const domainRules: readonly Rule[] = [
  ...systemKeys.flatMap(rulesOfOneSite),
  { reads: systemKeys.map((system) => `${system}.domain`), check: sitesHaveNamesOfTheirOwn },
];

function rulesOfOneSite(system: SystemKey): Rule[] {
  return [
    {
      reads: [`${system}.domain`],
      check: (settings) => domainHasCertificateOrZone(system, settings[system]),
    },
    {
      reads: [`${system}.domain`, "region"],
      check: (settings) => certificateIsOfTheRegion(system, settings[system], settings.region),
    },
  ];
}

function domainHasCertificateOrZone(system: SystemKey, { domain }: SystemInput): SettingsProblem[] {
  if (domain === null || domain.certificateArn !== undefined || domain.zoneId !== undefined) return [];
  return [
    {
      key: `${system}.domain`,
      given: domain,
      allowed: "a name with certificateArn, zoneId or both",
      hint: "give the zone's id to have a certificate made, or the ARN of one that exists",
    },
  ];
}

function certificateIsOfTheRegion(
  system: SystemKey,
  { domain }: SystemInput,
  region: string,
): SettingsProblem[] {
  const arn = domain?.certificateArn;
  if (arn === undefined || arn.split(":")[3] === region) return [];
  return [
    {
      key: `${system}.domain.certificateArn`,
      given: arn,
      allowed: `a certificate of the region ${region}: a load balancer can't use one from elsewhere`,
      hint: `request it again in ${region}, or give zoneId instead to have it made`,
    },
  ];
}

/** One name leads to one load balancer, whether or not both systems are built by the same run. */
function sitesHaveNamesOfTheirOwn(settings: SettingsInput): SettingsProblem[] {
  const sites = systemKeys.map((system) => ({ system, name: settings[system].domain?.name }));
  return sites.flatMap(({ system, name }, index) => {
    const other = sites.slice(0, index).find((earlier) => earlier.name === name);
    if (name === undefined || other === undefined) return [];
    return [
      {
        key: `${system}.domain.name`,
        given: name,
        allowed: `a name of its own: ${other.system}.domain.name is the same`,
        hint: "choose another host name in the zone",
      },
    ];
  });
}
