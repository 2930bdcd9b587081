/** What of Terraform's JSON syntax says what waits for what. Each is type → name → block, or name → block. */
export interface ConfigurationDocument {
  readonly resource?: BlocksByType;
  readonly data?: BlocksByType;
  readonly output?: Readonly<Record<string, unknown>>;
  readonly locals?: Readonly<Record<string, unknown>>;
  /** Hides resources, so it may not be there. */
  readonly module?: Readonly<Record<string, unknown>>;
  /** Type → one configuration, or several with an alias each. */
  readonly provider?: Readonly<Record<string, unknown>>;
}

export type BlocksByType = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The arguments of a block. */
export type Arguments = Readonly<Record<string, unknown>>;
