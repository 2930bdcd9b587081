import type { Preset } from "./settings";
import type { SettingsInput } from "./settings-schema";

/** Cheap, quick to build, gone without a trace on destroy. */
const dev: SettingsInput = {
  preset: "dev",
  environment: "dev",
  region: "eu-west-1",
  systems: ["directory"],
  repository: "strata",
  tags: {},
  backend: { type: "local", keyPrefix: "strata" },
  directory: {
    cidr: "10.0.0.0/16",
    egress: "nat",
    ingressCidrs: ["0.0.0.0/0"],
    containerEgressCidrs: ["0.0.0.0/0"],
    logRetentionDays: 7,
    alarmActions: [],
    deletionProtection: false,
    forceDestroy: true,
    database: {
      instanceClass: "db.t4g.micro",
      allocatedStorageGib: 20,
      maxAllocatedStorageGib: 50,
      multiAz: false,
      backupRetentionDays: 1,
      finalSnapshot: false,
      performanceInsights: false,
      logExports: [],
    },
    image: "0.1.0",
    container: { port: 80, cpu: 256, memoryMib: 512, architecture: "ARM64", healthCheckPath: "/" },
    service: { desiredCount: 2, minCount: 2, maxCount: 4, cpuTargetPercent: 60 },
    domain: null,
    api: {
      stageName: "v1",
      memoryMib: 512,
      timeoutSeconds: 25,
      // A young account has ten executions in all and can reserve none. The throttle keeps connections in bounds here.
      reservedConcurrency: null,
      throttleRateLimit: 25,
      throttleBurstLimit: 50,
      corsOrigins: [],
      manageAccountLogging: true,
      logLevel: "DEBUG",
    },
    cognito: { enabled: false, callbackUrls: [] },
    waf: { enabled: false, rateLimit: 2000 },
  },
};

/** Survives the loss of a zone and a careless destroy. */
const prod: SettingsInput = {
  preset: "prod",
  environment: "prod",
  region: "eu-west-1",
  systems: ["directory"],
  repository: "strata",
  tags: {},
  backend: { type: "local", keyPrefix: "strata" },
  directory: {
    cidr: "10.0.0.0/16",
    egress: "nat-per-az",
    ingressCidrs: ["0.0.0.0/0"],
    containerEgressCidrs: ["0.0.0.0/0"],
    logRetentionDays: 90,
    alarmActions: [],
    deletionProtection: true,
    forceDestroy: false,
    database: {
      instanceClass: "db.m7g.large",
      allocatedStorageGib: 50,
      maxAllocatedStorageGib: 500,
      multiAz: true,
      backupRetentionDays: 14,
      finalSnapshot: true,
      performanceInsights: true,
      logExports: ["error", "slowquery"],
    },
    image: "0.1.0",
    container: { port: 80, cpu: 512, memoryMib: 1024, architecture: "ARM64", healthCheckPath: "/" },
    service: { desiredCount: 2, minCount: 2, maxCount: 10, cpuTargetPercent: 60 },
    domain: null,
    api: {
      stageName: "v1",
      memoryMib: 1024,
      timeoutSeconds: 25,
      reservedConcurrency: 50,
      throttleRateLimit: 200,
      throttleBurstLimit: 400,
      corsOrigins: [],
      manageAccountLogging: true,
      logLevel: "INFO",
    },
    cognito: { enabled: false, callbackUrls: [] },
    waf: { enabled: true, rateLimit: 2000 },
  },
};

/** The defaults of every setting, a table an environment kind. Shared values are repeated: each reads whole. */
export const presetSettings: Record<Preset, SettingsInput> = { dev, prod };
