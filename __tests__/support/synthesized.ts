import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import stackTraces from "cdktf/lib/tokens/private/stack-trace";
import { inject } from "vitest";
import { loadSettings } from "../../config/load-settings";
import { type Settings, systemNames } from "../../config/settings";
import { synthesize } from "../../stacks/synthesize";

// cdktf notes for each token where it was made. Nobody reads it, and with vitest's source maps it is more than half of a synth.
stackTraces.captureStackTrace = () => [];

// biome-ignore lint/suspicious/noExplicitAny: parsed JSON; a wrong path shows as an undefined that no assertion accepts
export type Json = any;

/** One resource of a stack. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  /** As in `terraform state list`. */
  readonly address: string;
  /** Its arguments. */
  readonly args: Json;
}

/** A stack's parsed `cdk.tf.json`. */
export class StackDocument {
  readonly resources: readonly Resource[];

  constructor(
    readonly name: string,
    readonly folder: string,
    readonly text: string,
    readonly json: Json = JSON.parse(text),
  ) {
    this.resources = Object.entries<Json>(this.json.resource ?? {}).flatMap(([type, byName]) =>
      Object.entries<Json>(byName).map(([resource, args]) => ({
        type,
        name: resource,
        address: `${type}.${resource}`,
        args,
      })),
    );
  }

  all(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The arguments of the one resource at an address, or of the only one of a type. */
  one(typeOrAddress: string): Json {
    const found = this.resources.filter(
      ({ type, address }) => type === typeOrAddress || address === typeOrAddress,
    );
    if (found.length !== 1) {
      throw new Error(
        `${this.name} has ${found.length} of ${typeOrAddress}; there are ${this.resources.map(({ address }) => address).join(", ")}`,
      );
    }
    return found[0]?.args;
  }

  has(typeOrAddress: string): boolean {
    return this.resources.some(({ type, address }) => type === typeOrAddress || address === typeOrAddress);
  }

  get outputs(): Record<string, Json> {
    return this.json.output ?? {};
  }
}

/** One synth: every stack of it. */
export interface Synthesized {
  readonly settings: Settings;
  readonly outdir: string;
  readonly manifest: Json;
  readonly stacks: readonly StackDocument[];
  stack(name: string): StackDocument;
}

/** Synthesizes settings into a folder of its own, which goes when all tests have run. */
export function synthesizeInto(context: Record<string, unknown>): Synthesized {
  const folder = mkdtempSync(join(inject("runFolder"), "synth-"));
  // As deep as in the project, so that the relative paths of local states stay inside.
  const outdir = join(folder, "cdktf.out");
  const settings = loadSettings(context);
  synthesize(settings, outdir);
  const manifest: Json = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  const stacks = Object.values<Json>(manifest.stacks).map(
    (entry) =>
      new StackDocument(
        entry.name,
        join(outdir, entry.workingDirectory),
        readFileSync(join(outdir, entry.synthesizedStackPath), "utf8"),
      ),
  );
  return {
    settings,
    outdir,
    manifest,
    stacks,
    stack(name) {
      const stack = stacks.find((candidate) => candidate.name === name);
      if (!stack)
        throw new Error(`there is no stack ${name}; there are ${stacks.map((each) => each.name).join(", ")}`);
      return stack;
    },
  };
}

const cache = new Map<string, unknown>();

/** Made once a process. The quick tests share a process, so nothing of it can be changed. */
function once<Value>(key: string, make: () => Value): Value {
  if (!cache.has(key)) cache.set(key, frozen(make()));
  return cache.get(key) as Value;
}

/**
 * The synth of a variant. Who asks for a stack alone gets it from a synth of its system alone, for which one waits half as
 * long after an edit.
 */
export function synthesized(variant: VariantName): Synthesized {
  const context: Record<string, unknown> = variants[variant];
  const whole = () => once(variant, () => synthesizeInto(context));
  return {
    get settings() {
      return once(`${variant}: settings`, () => loadSettings(context));
    },
    get outdir() {
      return whole().outdir;
    },
    get manifest() {
      return whole().manifest;
    },
    get stacks() {
      return whole().stacks;
    },
    stack(name) {
      const system = systemNames.find((each) => name.startsWith(`${each}-`));
      if (system === undefined || cache.has(variant)) return whole().stack(name);
      return once(`${variant}: ${system}`, () => synthesizeInto({ ...context, systems: [system] })).stack(
        name,
      );
    },
  };
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** The presets, and every optional feature on and off, in as few synths as it takes. */
export const variants = {
  dev: {},
  prod: { preset: "prod" },
  /** Everything that can be switched on. */
  full: {
    preset: "prod",
    environment: "full",
    region: "eu-central-1",
    tags: { CostCenter: "4711" },
    backend: { type: "s3", bucket: "acme-terraform-states", keyPrefix: "strata" },
    directory: {
      egress: "endpoints",
      domain: { name: "staff.example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
      cognito: { enabled: true, domainPrefix: "acme-directory", callbackUrls: ["http://localhost:5173/"] },
      waf: { enabled: true },
      alarmActions: ["arn:aws:sns:eu-central-1:123456789012:ops"],
      image: `sha256:${"0123456789abcdef".repeat(4)}`,
      api: { corsOrigins: ["https://staff.example.com", "https://intranet.example.com"] },
    },
    haWeb: {
      azs: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
      alarmActions: ["arn:aws:sns:eu-central-1:123456789012:ops"],
      cache: { nodeCount: 4 },
      instance: { type: "m7i.large", imageId: "ami-0123456789abcdef0" },
      domain: { name: "blog.example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
      site: { title: `Bill's "blog": 100 %{of} \${it} für alle` },
    },
  },
  /** Everything that can be narrowed or handed over to somebody else. */
  narrow: {
    environment: "narrow",
    region: "us-east-1",
    backend: { type: "local", bucket: "acme-terraform-states" },
    directory: {
      cidr: "10.20.0.0/16",
      azs: ["us-east-1a", "us-east-1b", "us-east-1c"],
      egress: "endpoints",
      ingressCidrs: ["198.51.100.0/24", "203.0.113.0/24"],
      containerEgressCidrs: [],
      container: { port: 8080 },
      domain: {
        name: "staff.example.com",
        certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0b8f6f6e-2f0c-4a1e-9d6a-7c2f9f6f3a11",
      },
      api: { manageAccountLogging: false, reservedConcurrency: null },
      database: { backupRetentionDays: 0, logExports: ["slowquery"] },
    },
    haWeb: {
      cidr: "10.30.0.0/20",
      ingressCidrs: ["198.51.100.0/24", "203.0.113.0/24"],
      domain: {
        name: "blog.example.com",
        certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0b8f6f6e-2f0c-4a1e-9d6a-7c2f9f6f3a11",
      },
    },
  },
} satisfies Record<string, Record<string, unknown>>;

export type VariantName = keyof typeof variants;
export const variantNames = Object.keys(variants) as VariantName[];
