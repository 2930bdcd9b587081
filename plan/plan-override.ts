import { relative, resolve } from "node:path";
import type { Layer, ProviderBlock, RemoteStateBlock } from "./layers";
import type { PlanMode } from "./plan-mode";

/** Terraform merges files of this ending, the last by name over the others, into the configuration beside them. */
export const overrideFile = "strata_plan_override.tf.json";

export interface OverrideOptions {
  readonly mode: PlanMode;
  /** Where the stack lies in the project, from which relative paths of local states count: `cdktf.out/stacks/<stack>`. */
  readonly stackFolder: string;
  /** Offline only: the layer's own state, a file that isn't there. */
  readonly emptyState: string;
  /** Synthetic states by stack: of the layers whose outputs are handed on from their plans. */
  readonly syntheticStates: ReadonlyMap<string, string>;
}

/**
 * What differs between a layer as it is deployed and as it is planned here, as an override file beside the untouched
 * `cdk.tf.json`. Empty when a live plan needs nothing else than the configured backend.
 */
export function planOverride(layer: Layer, options: OverrideOptions): Record<string, unknown> {
  const backend = backendOverride(layer, options);
  const states = remoteStateOverrides(layer, options);
  return {
    ...(backend === undefined ? {} : { terraform: { backend } }),
    ...(options.mode === "offline"
      ? { provider: { aws: layer.document.provider.aws.map(withoutAccount) } }
      : {}),
    ...(Object.keys(states).length > 0 ? { data: { terraform_remote_state: states } } : {}),
  };
}

function backendOverride(layer: Layer, { mode, stackFolder, emptyState }: OverrideOptions) {
  if (mode === "offline") return localBackend(relative(layer.folder, emptyState));
  const local = layer.document.terraform.backend.local;
  return local === undefined ? undefined : localBackend(resolve(stackFolder, String(local.path)));
}

function localBackend(path: string) {
  return { local: { path } };
}

/** The provider asks AWS who it is unless it is told not to, and looks for credentials unless it has some. */
function withoutAccount({ alias }: ProviderBlock) {
  return {
    ...(alias === undefined ? {} : { alias }),
    access_key: "offline",
    secret_key: "offline",
    skip_credentials_validation: true,
    // The provider's schema has a string here.
    skip_metadata_api_check: "true",
    skip_region_validation: true,
    skip_requesting_account_id: true,
  };
}

function remoteStateOverrides(layer: Layer, options: OverrideOptions): Record<string, RemoteStateBlock> {
  const readers = Object.entries(layer.document.data?.terraform_remote_state ?? {});
  return Object.fromEntries(
    readers.flatMap(([name, reader]): [string, RemoteStateBlock][] => {
      const path = statePath(layer, name, reader, options);
      return path === undefined ? [] : [[name, { backend: "local", config: { path } }]];
    }),
  );
}

/** Where a reader of another layer's state finds it; undefined for where it looks anyway. */
function statePath(
  layer: Layer,
  name: string,
  { backend, config }: RemoteStateBlock,
  { mode, stackFolder, syntheticStates }: OverrideOptions,
): string | undefined {
  const producer = layer.dependencies.find((stack) => stack.replaceAll("-", "_") === name);
  const synthetic = producer === undefined ? undefined : syntheticStates.get(producer);
  if (synthetic !== undefined) return relative(layer.folder, synthetic);
  if (mode === "offline") {
    throw new Error(
      `${layer.stack} reads the state "${name}", which none of the layers planned before it has: read other layers through a contract, which makes the stack depend on them`,
    );
  }
  return backend === "local" ? resolve(stackFolder, String(config.path)) : undefined;
}
