import { TerraformOutput, type TerraformResource } from "cdktf";
import type { LayerStack } from "./layer-stack";

/** What an output holds. An optional one is published only where a setting brings it into being. */
export interface ContractField {
  readonly kind: "string" | "strings" | "optional";
  /** Becomes the output's description: what it is, for readers in other repositories. */
  readonly description: string;
}

type FieldValue<F extends ContractField> = F["kind"] extends "strings"
  ? string[]
  : F["kind"] extends "optional"
    ? string | undefined
    : string;

export type ContractValues<Fields extends Record<string, ContractField>> = {
  readonly [Name in keyof Fields]: FieldValue<Fields[Name]>;
};

/** What reading a contract gives. */
export type Outputs<C> = C extends Contract<infer Fields> ? ContractValues<Fields> : never;

/** One value: an id, an ARN, a name or an endpoint. Never a secret: a reader's plan would show it in clear. */
export function text<const Description extends string>(description: Description) {
  return { kind: "string", description } as const;
}

/** A list of such values. Its length is not known at synth: take counts from the settings. */
export function texts<const Description extends string>(description: Description) {
  return { kind: "strings", description } as const;
}

/** A value that exists only with certain settings. */
export function optional<const Description extends string>(description: Description) {
  return { kind: "optional", description } as const;
}

/**
 * What one layer hands to the layers above it: the only way a value crosses a state boundary.
 *
 * Output names are an interface that other teams' HCL may read with `terraform_remote_state`: renaming one breaks them.
 */
export class Contract<const Fields extends Record<string, ContractField>> {
  constructor(readonly fields: Fields) {}

  /**
   * Publishes the layer's outputs. A missing key does not compile.
   *
   * @param readyWith what must be there before anybody builds on the outputs, although no value comes from it: Terraform
   *   writes none of them until it is
   */
  publish(
    producer: LayerStack,
    values: ContractValues<Fields>,
    readyWith: readonly TerraformResource[] = [],
  ): void {
    for (const [name, field] of Object.entries(this.fields)) {
      const value = values[name];
      if (value === undefined) continue;
      const output = new TerraformOutput(producer, name, {
        value,
        description: field.description,
        staticId: true,
      });
      // cdktf 0.21 writes an output's `dependsOn` as expressions, which Terraform refuses.
      if (readyWith.length > 0) output.addOverride("depends_on", readyWith.map(addressOf));
      producer.publishedOutputs.add(name);
    }
  }

  /**
   * Reads the producer's outputs in another layer, and makes that layer depend on the producer, so that a deploy can't
   * forget the order.
   */
  read(consumer: LayerStack, producer: LayerStack): ContractValues<Fields> {
    consumer.addDependency(producer);
    const state = consumer.backend.reader(consumer, producer);
    const values: Record<string, string | string[] | undefined> = {};
    for (const [name, field] of Object.entries(this.fields)) {
      if (!producer.publishedOutputs.has(name)) continue;
      values[name] = field.kind === "strings" ? state.getList(name) : state.getString(name);
    }
    return values as ContractValues<Fields>;
  }
}

/** As in `terraform state list`. */
function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
