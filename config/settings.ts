/**
 * The settings as the stacks read them: validated, defaults filled in, subnets computed. `loadSettings` is
 * the only maker of these. What a user may write, with defaults, units and costs, is described once in
 * `settings-schema.ts`, from which docs/settings.md is generated.
 */

export const presets = ["dev", "prod"] as const;
export type Preset = (typeof presets)[number];

/** Every system that can be built. A new system is added here and gets its own block in `Settings`. */
export const systemNames = ["directory", "ha-web"] as const;
export type SystemName = (typeof systemNames)[number];

/** The blocks of settings, one a system. */
export const systemKeys = ["directory", "haWeb"] as const satisfies (keyof Settings)[];
export type SystemKey = (typeof systemKeys)[number];

export interface Settings {
  readonly preset: Preset;
  /** Part of every physical name (`directory-<environment>-…`), so two environments can share an account. */
  readonly environment: string;
  readonly region: string;
  readonly systems: SystemName[];
  /** Value of the `Repository` tag: where somebody who finds the resource in the console can read its source. */
  readonly repository: string;
  /** Further tags on everything, beside the default ones. */
  readonly tags: Record<string, string>;
  readonly backend: BackendSettings;
  readonly directory: DirectorySettings;
  readonly haWeb: HaWebSettings;
}

/** Where Terraform keeps its states. `bucket` names the bucket that the bootstrap stack makes. */
export type BackendSettings = LocalBackendSettings | S3BackendSettings;

export interface LocalBackendSettings {
  readonly type: "local";
  readonly bucket?: string;
}

export interface S3BackendSettings {
  readonly type: "s3";
  readonly bucket: string;
  /** Put before each layer's own key, without a slash at either end. */
  readonly keyPrefix: string;
  readonly region: string;
  readonly kmsKeyId?: string;
}

export interface DirectorySettings {
  readonly network: NetworkSettings;
  readonly egress: Egress;
  /** IPv4 ranges that may reach the page and call the API. */
  readonly ingressCidrs: string[];
  /** IPv4 ranges that the containers may reach; empty means the VPC's endpoints only. */
  readonly containerEgressCidrs: string[];
  readonly logRetentionDays: number;
  /** SNS topic ARNs. */
  readonly alarmActions: string[];
  /** Of the database, the load balancer and the user pool. */
  readonly deletionProtection: boolean;
  /** Lets a destroy take what AWS would keep: images in the repository, secrets in their recovery window. */
  readonly forceDestroy: boolean;
  readonly database: DatabaseSettings;
  /** A tag, or a digest `sha256:<64 hex digits>`. */
  readonly image: string;
  readonly container: ContainerSettings;
  readonly service: ServiceSettings;
  /** HTTPS when set, plain HTTP when null. */
  readonly domain: DomainSettings | null;
  readonly api: ApiSettings;
  readonly cognito: CognitoSettings;
  readonly waf: WafSettings;
}

/** How the private subnets reach the world: a NAT gateway per AZ, one for all, or VPC endpoints only. */
export const egressModes = ["nat-per-az", "nat", "endpoints"] as const;
export type Egress = (typeof egressModes)[number];

/** The same where packages and updates come from the internet, which endpoints alone don't reach. */
export const natEgressModes = ["nat-per-az", "nat"] as const satisfies Egress[];
export type NatEgress = (typeof natEgressModes)[number];

export interface NetworkSettings {
  readonly cidr: string;
  readonly availabilityZones: AvailabilityZoneSettings[];
}

export interface AvailabilityZoneSettings {
  /** Full name, as `eu-west-1a`. */
  readonly name: string;
  readonly publicCidr: string;
  readonly appCidr: string;
  readonly dataCidr: string;
}

export interface DatabaseSettings {
  readonly instanceClass: string;
  readonly allocatedStorageGib: number;
  /** Equal to the allocated size when storage must not grow by itself. */
  readonly maxAllocatedStorageGib: number;
  readonly multiAz: boolean;
  readonly backupRetentionDays: number;
  readonly finalSnapshot: boolean;
  readonly performanceInsights: boolean;
  readonly logExports: DatabaseLog[];
}

/**
 * The logs that RDS for MySQL sends to CloudWatch with no more than a parameter group ("audit" would need an
 * option group with the audit plug-in).
 */
export const databaseLogs = ["error", "general", "slowquery"] as const;
export type DatabaseLog = (typeof databaseLogs)[number];

export interface ContainerSettings {
  readonly port: number;
  /** CPU units, 1024 to a virtual CPU. */
  readonly cpu: number;
  readonly memoryMib: number;
  readonly architecture: Architecture;
  readonly healthCheckPath: string;
}

export const architectures = ["ARM64", "X86_64"] as const;
export type Architecture = (typeof architectures)[number];

/** Tasks of the container service: `minCount` ≤ `desiredCount` ≤ `maxCount`. */
export interface ServiceSettings {
  readonly desiredCount: number;
  readonly minCount: number;
  readonly maxCount: number;
  readonly cpuTargetPercent: number;
}

/** At least one of `certificateArn` and `zoneId` is set. */
export interface DomainSettings {
  readonly name: string;
  /** An existing certificate; without it one is made and validated in the zone. */
  readonly certificateArn?: string;
  /** The Route 53 zone that gets the alias record; without it the record is somebody else's job. */
  readonly zoneId?: string;
}

export interface ApiSettings {
  readonly stageName: string;
  readonly memoryMib: number;
  /** Of the function: below API Gateway's own limit of 29 s. */
  readonly timeoutSeconds: number;
  /** Executions kept for, and capping, the function; null shares the account's. */
  readonly reservedConcurrency: number | null;
  /** Requests a second, steady. */
  readonly throttleRateLimit: number;
  /** Requests at once, on top of the steady rate. */
  readonly throttleBurstLimit: number;
  /** Exact origins; empty means the page's own alone. */
  readonly corsOrigins: string[];
  /** Whether the stack owns the account-and-region-wide role by which API Gateway writes logs. */
  readonly manageAccountLogging: boolean;
  readonly logLevel: LogLevel;
}

export const logLevels = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
export type LogLevel = (typeof logLevels)[number];

/** `enabled` comes with a domain prefix and, since sign-in needs HTTPS, with `domain`. */
export type CognitoSettings =
  | { readonly enabled: false; readonly domainPrefix?: string; readonly callbackUrls: string[] }
  | { readonly enabled: true; readonly domainPrefix: string; readonly callbackUrls: string[] };

export interface WafSettings {
  readonly enabled: boolean;
  /** Requests per client address in five minutes before it is blocked. */
  readonly rateLimit: number;
}

export interface HaWebSettings {
  readonly network: NetworkSettings;
  readonly egress: NatEgress;
  /** IPv4 ranges that may reach the site. */
  readonly ingressCidrs: string[];
  readonly logRetentionDays: number;
  /** SNS topic ARNs. */
  readonly alarmActions: string[];
  /** Of the Aurora cluster and the load balancer. */
  readonly deletionProtection: boolean;
  readonly database: AuroraSettings;
  readonly cache: CacheSettings;
  readonly instance: InstanceSettings;
  readonly scaling: ScalingSettings;
  /** HTTPS when set, plain HTTP when null. */
  readonly domain: DomainSettings | null;
  readonly site: SiteSettings;
}

export interface AuroraSettings {
  /** Of the writer and the reader alike: either may have to be the other. */
  readonly instanceClass: string;
  readonly backupRetentionDays: number;
  readonly finalSnapshot: boolean;
  readonly performanceInsights: boolean;
}

export interface CacheSettings {
  readonly nodeType: string;
  /** At least one for each availability zone. */
  readonly nodeCount: number;
}

export interface InstanceSettings {
  /** As `t4g.small`. */
  readonly type: string;
  /** Read from the type: which machine image runs on it. */
  readonly architecture: Architecture;
  /** An AMI's id; null for the newest Amazon Linux 2023 whenever an instance starts. */
  readonly imageId: string | null;
  readonly rootVolumeGib: number;
}

/** Instances of the Auto Scaling group: `minCount` ≤ `desiredCount` ≤ `maxCount`. */
export interface ScalingSettings {
  readonly minCount: number;
  readonly maxCount: number;
  readonly desiredCount: number;
  readonly cpuTargetPercent: number;
}

/** What the first boot makes the WordPress site with. The administrator's password is nobody's setting. */
export interface SiteSettings {
  readonly title: string;
  readonly adminUser: string;
  readonly adminEmail: string;
  /** An exact release, as `7.0.4`. */
  readonly wordpressVersion: string;
}
