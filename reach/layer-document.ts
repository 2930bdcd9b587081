/** One layer as it was synthesized: the stack's name, as `directory-networking`, and its parsed `cdk.tf.json`. */
export interface LayerDocument {
  readonly stack: string;
  readonly json: TerraformJson;
}

/** What of Terraform's JSON syntax matters here. */
export interface TerraformJson {
  /** Type → name → arguments. */
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
  /** Hides resources, so it may not be there. */
  readonly module?: Readonly<Record<string, unknown>>;
  readonly output?: Readonly<Record<string, { readonly value?: unknown }>>;
}

export type Arguments = Readonly<Record<string, unknown>>;
