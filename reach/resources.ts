import type { z } from "zod";
import type { Arguments, LayerDocument } from "./layer-document";
import { ReachError } from "./reach-error";

/** One resource of a system. */
export interface Resource {
  /** The layer it is in. */
  readonly stack: string;
  readonly type: string;
  readonly name: string;
  readonly args: Arguments;
}

/** Where to find it in the output: `aws_subnet.network_app_a of directory-networking`. */
export function placeOf({ stack, type, name }: Resource): string {
  return `${type}.${name} of ${stack}`;
}

/** Arguments that make of one block many resources, or others than it says. */
const metaArguments = ["count", "for_each", "provider", "dynamic"];

/** Arguments of every resource that have no part in what it may reach. */
const inertArguments = ["//", "tags", "tags_all", "description", "lifecycle", "depends_on", "timeouts"];

/** The resources of all layers of a system, and what their arguments refer to, across layers too. */
export class Resources {
  readonly all: readonly Resource[];
  private readonly byAddress: ReadonlyMap<string, Resource>;
  private readonly outputs: ReadonlyMap<string, { readonly stack: string; readonly value: unknown }>;

  constructor(layers: readonly LayerDocument[]) {
    layers.forEach(refuseModules);
    this.all = layers.flatMap(resourcesOf);
    this.byAddress = new Map(this.all.map((each) => [addressOf(each.stack, each.type, each.name), each]));
    this.outputs = new Map(
      layers.flatMap(({ stack, json }) =>
        Object.entries(json.output ?? {}).map(
          // Contract.read names the remote state after the stack, and logical ids have no hyphens.
          ([name, { value }]) => [`${stack.replaceAll("-", "_")}.${name}`, { stack, value }] as const,
        ),
      ),
    );
  }

  ofType(type: string): Resource[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /** The resource of that type which an argument refers to. */
  target(owner: Resource, argument: string, value: unknown, type: string): Resource {
    const [target, ...more] = this.targets(owner, argument, value, type);
    if (target !== undefined && more.length === 0) return target;
    throw new ReachError(`${placeOf(owner)}: ${argument} must name one ${type}, given ${show(value)}`);
  }

  /**
   * The resources of that type which an argument refers to, one by one or by a list.
   *
   * @throws ReachError if one of them can't be found: an id written out, another type, an expression that isn't a plain
   * reference
   */
  targets(owner: Resource, argument: string, value: unknown, type: string): Resource[] {
    const complain = (hint: string): never => {
      throw new ReachError(`${placeOf(owner)}: ${argument} ${hint}, given ${show(value)}`);
    };
    return this.follow(owner.stack, value, complain).map((target) =>
      target.type === type ? target : complain(`must name ${type}, not ${target.type}`),
    );
  }

  private follow(stack: string, value: unknown, complain: (hint: string) => never): Resource[] {
    if (Array.isArray(value)) return value.flatMap((each) => this.follow(stack, each, complain));
    const expression = typeof value === "string" ? /^\$\{(.*)\}$/.exec(value)?.[1] : undefined;
    if (expression === undefined) {
      return complain("must be a reference: reach knows only what the system itself makes");
    }
    const element = elementOf(expression);
    if (element) {
      const target = this.follow(stack, `\${${element.list}}`, complain)[element.index];
      return target ? [target] : complain(`names element ${element.index} of a list that is shorter`);
    }
    const output = /^data\.terraform_remote_state\.(\w+)\.outputs\.(\w+)$/.exec(expression);
    if (output) {
      const found = this.outputs.get(`${output[1]}.${output[2]}`);
      return found
        ? this.follow(found.stack, found.value, complain)
        : complain("names an output that isn't published");
    }
    const [, type = "", name = ""] = /^(aws_\w+)\.(\w+)\.\w+$/.exec(expression) ?? [];
    const target = this.byAddress.get(addressOf(stack, type, name));
    return target ? [target] : complain("must be a plain reference to a resource or another layer's output");
  }
}

function refuseModules({ stack, json }: LayerDocument): void {
  const modules = Object.keys(json.module ?? {});
  if (modules.length === 0) return;
  throw new ReachError(
    `${stack} calls ${modules.join(", ")}: what a Terraform module makes can't be seen from outside`,
  );
}

function resourcesOf({ stack, json }: LayerDocument): Resource[] {
  return Object.entries(json.resource ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, args]) => refuseMetaArguments({ stack, type, name, args })),
  );
}

function refuseMetaArguments(resource: Resource): Resource {
  const found = metaArguments.filter((argument) => Object.hasOwn(resource.args, argument));
  if (found.length === 0) return resource;
  throw new ReachError(
    `${placeOf(resource)} has ${found.join(" and ")}: reach counts a block as one resource of the layer's own provider`,
  );
}

function addressOf(stack: string, type: string, name: string): string {
  return `${stack}/${type}.${name}`;
}

/** `element(list, 1)` and `list[1]`. */
function elementOf(expression: string): { list: string; index: number } | undefined {
  const [, list, index] =
    /^element\(([\w.]+), (\d+)\)$/.exec(expression) ?? /^([\w.]+)\[(\d+)\]$/.exec(expression) ?? [];
  return list === undefined ? undefined : { list, index: Number(index) };
}

/**
 * A resource's arguments in the shape that is understood.
 *
 * @throws ReachError naming what is not: with a strict shape every argument that the shape doesn't list
 */
export function read<Shape extends z.ZodType>(resource: Resource, shape: Shape): z.output<Shape> {
  const args = Object.fromEntries(
    Object.entries(resource.args).filter(([name]) => !inertArguments.includes(name)),
  );
  const result = shape.safeParse(args);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    [path.join("."), message].filter(Boolean).join(": "),
  );
  throw new ReachError(`${placeOf(resource)} is not understood: ${problems.join("; ")}`);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
