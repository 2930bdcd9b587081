import { deepMerge, type JsonObject } from "./deep-merge";
import { instanceArchitecture } from "./instance-architecture";
import { presetSettings } from "./presets";
import { auroraRules } from "./rules/aurora-rules";
import { cacheRules } from "./rules/cache-rules";
import { connectionRules } from "./rules/connection-rules";
import { databaseRules } from "./rules/database-rules";
import { domainRules } from "./rules/domain-rules";
import { httpsRules } from "./rules/https-rules";
import { nameRules } from "./rules/name-rules";
import { networkRules } from "./rules/network-rules";
import { placeRules } from "./rules/place-rules";
import type { Rule } from "./rules/rule";
import { scalingRules } from "./rules/scaling-rules";
import { serviceRules } from "./rules/service-rules";
import { subnetRules } from "./rules/subnet-rules";
import { tagRules } from "./rules/tag-rules";
import { schemaProblems } from "./schema-problems";
import type {
  BackendSettings,
  CognitoSettings,
  DirectorySettings,
  DomainSettings,
  HaWebSettings,
  NetworkSettings,
  Preset,
  Settings,
  SystemKey,
} from "./settings";
import { presets, systemKeys } from "./settings";
import { SettingsError, type SettingsProblem } from "./settings-problem";
import type { SettingsInput } from "./settings-schema";
import { cutSubnets, zonesOf } from "./subnet-plan";

const rules: readonly Rule[] = [
  ...placeRules,
  ...nameRules,
  ...tagRules,
  ...systemKeys.flatMap((system) => [...networkRules(system), ...subnetRules(system)]),
  ...domainRules,
  ...databaseRules,
  ...serviceRules,
  ...httpsRules,
  ...auroraRules,
  ...cacheRules,
  ...scalingRules,
  ...connectionRules,
];

/**
 * The settings for a context as `readContext` gives it: the preset's table with the context's own values laid over
 * it, checked as a whole. Pure: reads neither files nor environment.
 *
 * @throws SettingsError with every problem there is
 */
export function loadSettings(context: Record<string, unknown>): Settings {
  const input = withPreset(withoutCdktfKeys(context));
  const problems = problemsOf(input);
  if (problems.length > 0) throw new SettingsError(problems);
  return resolve(input as unknown as SettingsInput);
}

const cdktfKeys = ["excludeStackIdFromLogicalIds", "allowSepCharsInLogicalIds"];

/** cdktf's CLI and its users put keys into the same context: its feature flags, and those that start with its name. */
function withoutCdktfKeys(context: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(context).filter(([key]) => !key.startsWith("cdktf") && !cdktfKeys.includes(key)),
  );
}

/** An unknown preset is a problem of its own; the rest is checked as if it were `dev`. */
function withPreset(context: JsonObject): JsonObject {
  const preset = presets.find((name) => name === context.preset) ?? ("dev" satisfies Preset);
  return deepMerge(structuredClone(presetSettings[preset]) as unknown as JsonObject, context);
}

function problemsOf(input: JsonObject): SettingsProblem[] {
  const wrong = schemaProblems(input);
  const isSound = (key: string) =>
    !wrong.some((problem) => isWithin(problem.key, key) || isWithin(key, problem.key));
  const broken = rules
    .filter((rule) => rule.reads.every(isSound))
    .flatMap((rule) => rule.check(input as unknown as SettingsInput));
  return [...wrong, ...broken];
}

function isWithin(key: string, ancestor: string): boolean {
  return key === ancestor || key.startsWith(`${ancestor}.`) || key.startsWith(`${ancestor}[`);
}

function resolve({ backend, directory, haWeb, ...general }: SettingsInput): Settings {
  return {
    ...general,
    backend: resolveBackend(backend, general.region),
    directory: resolveDirectory(directory, general.region),
    haWeb: resolveHaWeb(haWeb, general.region),
  };
}

function resolveDirectory(directory: SettingsInput["directory"], region: string): DirectorySettings {
  const { cidr: _cidr, azs: _azs, subnets: _subnets, domain, cognito, ...same } = directory;
  return {
    ...same,
    network: resolveNetwork("directory", directory, region),
    domain: resolveDomain(domain),
    cognito: withoutUndefined(cognito) as CognitoSettings,
  };
}

function resolveHaWeb(haWeb: SettingsInput["haWeb"], region: string): HaWebSettings {
  const { cidr: _cidr, azs: _azs, subnets: _subnets, domain, instance, ...same } = haWeb;
  return {
    ...same,
    network: resolveNetwork("haWeb", haWeb, region),
    domain: resolveDomain(domain),
    instance: { ...instance, architecture: instanceArchitecture(instance.type) },
  };
}

function resolveBackend(
  { type, bucket, keyPrefix, kmsKeyId, region }: SettingsInput["backend"],
  mainRegion: string,
) {
  const backend =
    type === "local" ? { type, bucket } : { type, bucket, keyPrefix, kmsKeyId, region: region ?? mainRegion };
  return withoutUndefined(backend) as BackendSettings;
}

function resolveDomain(domain: SettingsInput[SystemKey]["domain"]): DomainSettings | null {
  return domain === null ? null : withoutUndefined(domain);
}

function resolveNetwork(
  system: SystemKey,
  { cidr, azs, subnets }: SettingsInput[SystemKey],
  region: string,
): NetworkSettings {
  const zones = zonesOf(azs, region);
  const plan = subnets ?? cutSubnets(system, cidr, zones.length);
  // The rules have made sure that every tier has a range for every zone.
  const rangeOf = (tier: keyof typeof plan, index: number) => plan[tier][index] as string;
  return {
    cidr,
    availabilityZones: zones.map((name, index) => ({
      name,
      publicCidr: rangeOf("public", index),
      appCidr: rangeOf("app", index),
      dataCidr: rangeOf("data", index),
    })),
  };
}

/** Leaves keys out that hold undefined: with exactOptionalPropertyTypes the two are different things. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
