import type { SystemKey } from "../settings";
import type { SettingsProblem } from "../settings-problem";
import type { Rule, SystemInput } from "./rule";

/** A site's name and the certificate for it. */
export function domainRules(system: SystemKey): readonly Rule[] {
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
