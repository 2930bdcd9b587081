import { CommandError } from "../command-line/command-error";
import type { Arguments, BlocksByType, ConfigurationDocument } from "./configuration-document";
import { expressionReferences, templateReferences } from "./template-references";

/** What Terraform walks: whatever has a value or makes something. */
export interface GraphNode {
  /** As Terraform has it: `aws_vpc.network`, `data.terraform_remote_state.below`, `output.vpc_id`. */
  readonly address: string;
  readonly kind: "resource" | "data source" | "remote state" | "output" | "local" | "provider";
  /** Of resources and data sources; else empty. */
  readonly type: string;
  readonly args: Arguments;
  /** All that its arguments refer to, with attributes: `aws_vpc.network.id`. */
  readonly references: readonly string[];
  /** The nodes whose values it reads. */
  readonly reads: ReadonlySet<string>;
  /** The nodes that its `depends_on` names. */
  readonly dependsOn: ReadonlySet<string>;
}

/** What waits for what in one layer, by address. The same that `terraform graph` says; a test compares the two. */
export type LayerGraph = ReadonlyMap<string, GraphNode>;

type UnlinkedNode = Omit<GraphNode, "reads">;

/**
 * Reads what waits for what from a layer's `cdk.tf.json`.
 *
 * @throws CommandError at a module, whose inside can't be seen
 */
export function layerGraph(document: ConfigurationDocument): LayerGraph {
  refuseModules(document);
  const nodes = [
    ...providerNodes(document.provider),
    ...Object.entries(document.locals ?? {}).map(([name, value]) => valueNode("local", name, { value })),
    ...typedNodes(document.data, (type, name) => `data.${type}.${name}`, dataKind),
    ...typedNodes(
      document.resource,
      (type, name) => `${type}.${name}`,
      () => "resource",
    ),
    ...Object.entries(document.output ?? {}).map(([name, block]) =>
      valueNode("output", name, block as Arguments),
    ),
  ];
  const addresses = new Set(nodes.map(({ address }) => address));
  return new Map(nodes.map((node) => [node.address, link(node, addresses)]));
}

/** All that a node waits for, each once. */
export function predecessors({ reads, dependsOn }: GraphNode): Set<string> {
  return new Set([...reads, ...dependsOn]);
}

function refuseModules({ module = {} }: ConfigurationDocument): void {
  const names = Object.keys(module);
  if (names.length === 0) return;
  throw new CommandError(
    `the module ${names.join(", ")} is called: what is in it can't be seen from outside`,
  );
}

function dataKind(type: string): GraphNode["kind"] {
  return type === "terraform_remote_state" ? "remote state" : "data source";
}

function providerNodes(providers: ConfigurationDocument["provider"] = {}): UnlinkedNode[] {
  return Object.entries(providers).flatMap(([name, configurations]) =>
    [configurations].flat().map((configuration) => {
      const args = configuration as Arguments;
      return node("provider", `provider.${name}${args.alias ? `.${args.alias}` : ""}`, "", args);
    }),
  );
}

function typedNodes(
  blocks: BlocksByType = {},
  addressOf: (type: string, name: string) => string,
  kindOf: (type: string) => GraphNode["kind"],
): UnlinkedNode[] {
  return Object.entries(blocks).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, args]) =>
      node(kindOf(type), addressOf(type, name), type, args as Arguments),
    ),
  );
}

function valueNode(kind: "output" | "local", name: string, args: Arguments): UnlinkedNode {
  return node(kind, `${kind}.${name}`, "", args);
}

function node(kind: GraphNode["kind"], address: string, type: string, args: Arguments): UnlinkedNode {
  const own = blockReferences(args);
  return {
    address,
    kind,
    type,
    args,
    references: kind === "resource" || kind === "data source" ? [...own, providerOf(type, args)] : own,
    dependsOn: new Set(textsIn(args.depends_on).flatMap(expressionReferences).map(addressWithin)),
  };
}

/** Terraform takes the provider from the first word of the type, unless the argument names one. */
function providerOf(type: string, { provider }: Arguments): string {
  return `provider.${typeof provider === "string" ? provider : type.split("_")[0]}`;
}

/** Of a block's arguments those that hold no expressions are left out: notes, and names of other arguments. */
function blockReferences({ "//": _note, depends_on, provider, lifecycle, ...args }: Arguments): string[] {
  return [...valueReferences(args), ...[lifecycle].flat().flatMap(lifecycleReferences)];
}

function lifecycleReferences(lifecycle: unknown): string[] {
  const { ignore_changes, replace_triggered_by, ...conditions } = (lifecycle ?? {}) as Arguments;
  return [...textsIn(replace_triggered_by).flatMap(expressionReferences), ...valueReferences(conditions)];
}

/** However deep they lie: in lists, in blocks such as `dynamic`, in the keys of maps. */
function valueReferences(value: unknown): string[] {
  if (typeof value === "string") return templateReferences(value);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [
    ...templateReferences(key),
    ...valueReferences(each),
  ]);
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** Of the references those that name a node: the others are functions, `each`, `path` and the like. */
function link(unlinked: UnlinkedNode, addresses: ReadonlySet<string>): GraphNode {
  const reads = unlinked.references
    .map(addressWithin)
    .filter((address) => addresses.has(address) && address !== unlinked.address);
  const dependsOn = [...unlinked.dependsOn].filter((address) => addresses.has(address));
  return { ...unlinked, reads: new Set(reads), dependsOn: new Set(dependsOn) };
}

/** `data.<type>.<name>` or `provider.<name>.<alias>` have three parts, all others two. */
function addressWithin(reference: string): string {
  const parts = reference.split(".");
  if (parts[0] === "provider") return reference;
  return parts.slice(0, parts[0] === "data" ? 3 : 2).join(".");
}
