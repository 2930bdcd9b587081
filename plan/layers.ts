import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One layer of a synth: one Terraform root, one state. */
export interface Layer {
  /** The stack's name, e.g. `directory-networking`; unique in a synth. */
  readonly stack: string;
  /** Tag `System` of everything in it. */
  readonly system: string;
  /** Tag `Layer`: the name within the system. */
  readonly name: string;
  /** Tag `Environment`; "shared" of what serves all of them. */
  readonly environment: string;
  /** The region of its resources. */
  readonly region: string;
  /** The folder of its `cdk.tf.json`. */
  readonly folder: string;
  /** Names of the stacks whose outputs it reads. */
  readonly dependencies: readonly string[];
  /** Its parsed `cdk.tf.json`. */
  readonly document: StackDocument;
}

/** The parts of a `cdk.tf.json` that planning looks at. */
export interface StackDocument {
  readonly terraform: {
    readonly backend: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly required_providers: unknown;
  };
  readonly provider: { readonly aws: readonly ProviderBlock[] };
  readonly data?: {
    readonly terraform_remote_state?: Readonly<Record<string, RemoteStateBlock>>;
  };
  readonly output?: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface ProviderBlock {
  readonly alias?: string;
  readonly region: string;
  readonly default_tags: readonly [{ readonly tags: Readonly<Record<string, string>> }];
}

export interface RemoteStateBlock {
  readonly backend: string;
  readonly config: Readonly<Record<string, unknown>>;
}

interface Manifest {
  readonly stacks: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly dependencies: readonly string[];
        readonly synthesizedStackPath: string;
        readonly workingDirectory: string;
      }
    >
  >;
}

/**
 * The layers of a synth, each after those that it reads.
 *
 * @param outdir the folder of a synth's `manifest.json`
 */
export function readLayers(outdir: string): Layer[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8"));
  const layers = Object.values(manifest.stacks).map((stack): Layer => {
    const document: StackDocument = JSON.parse(
      readFileSync(join(outdir, stack.synthesizedStackPath), "utf8"),
    );
    const [provider] = document.provider.aws;
    const tags = provider?.default_tags[0].tags;
    return {
      stack: stack.name,
      system: tags?.System ?? stack.name,
      name: tags?.Layer ?? stack.name,
      environment: tags?.Environment ?? "",
      region: provider?.region ?? "",
      folder: join(outdir, stack.workingDirectory),
      dependencies: stack.dependencies,
      document,
    };
  });
  return inDependencyOrder(layers);
}

/** A depth-first walk; cdktf has refused circles at synth. */
function inDependencyOrder(layers: readonly Layer[]): Layer[] {
  const ordered = new Set<Layer>();
  const visit = (layer: Layer) => {
    if (ordered.has(layer)) return;
    for (const stack of layer.dependencies) layers.filter((other) => other.stack === stack).forEach(visit);
    ordered.add(layer);
  };
  layers.forEach(visit);
  return [...ordered];
}

/** The layers of one system and all that they read, directly or not; the order stays. */
export function layersOfSystem(layers: readonly Layer[], system: string): Layer[] {
  const wanted = new Set<string>();
  for (const layer of layers.toReversed()) {
    if (layer.system !== system && !wanted.has(layer.stack)) continue;
    wanted.add(layer.stack);
    for (const dependency of layer.dependencies) wanted.add(dependency);
  }
  return layers.filter(({ stack }) => wanted.has(stack));
}
