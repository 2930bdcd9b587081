import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformElement, type TerraformOutput, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import type { Settings } from "../../config/settings";
import { StateBackend } from "./state-backend";

/** Native S3 state locking came with 1.11, and so did write-only arguments. */
const requiredTerraformVersion = ">= 1.11";

export interface LayerStackProps {
  /** The system the layer belongs to, e.g. `directory`. */
  readonly system: string;
  /** The layer's name. The stack is called `<system>-<layer>`. */
  readonly layer: string;
  /** The validated settings of the run. */
  readonly settings: Settings;
  /** Whether the layer serves every environment of the account: neither its state nor its tags name one. @default false */
  readonly shared?: boolean;
  /** @default the settings' region */
  readonly region?: string;
  /** ARNs of the SNS topics that the layer's alarms tell. @default none */
  readonly alarmActions?: readonly string[];
}

/**
 * One layer of a system: one Terraform state. Brings what every layer has alike: the AWS provider with the default
 * tags, the state backend, readable resource addresses, and the ban on references that bypass a contract.
 */
export class LayerStack extends TerraformStack {
  /** The system the layer belongs to. */
  readonly system: string;
  /** The validated settings of the run. */
  readonly settings: Settings;
  /** Where this run's states lie. */
  readonly backend: StateBackend;
  /** The names of the outputs that contracts have published, by which a reader knows what is there. */
  readonly publishedOutputs = new Set<string>();
  /** ARNs of the SNS topics that the layer's alarms tell. */
  readonly alarmActions: readonly string[];
  /** On everything that the provider makes. What AWS makes later (an instance, its volumes) must be told of them. */
  readonly defaultTags: Readonly<Record<string, string>>;
  /** Files written beside `cdk.tf.json`, for people and tools or for Terraform's `file()`: name → content. */
  readonly documents = new Map<string, string>();
  private readonly logicalIds = new Map<string, string>();

  constructor(scope: Construct, props: LayerStackProps) {
    super(scope, props.system === props.layer ? props.system : `${props.system}-${props.layer}`);
    this.system = props.system;
    this.settings = props.settings;
    this.alarmActions = props.alarmActions ?? [];
    const environment = props.shared ? "shared" : props.settings.environment;
    this.backend = new StateBackend(props.settings.backend, environment);
    this.backend.attach(this);
    this.defaultTags = {
      ...props.settings.tags,
      System: props.system,
      Environment: environment,
      Layer: props.layer,
      ManagedBy: "terraform",
      Repository: props.settings.repository,
    };
    new AwsProvider(this, "aws", {
      region: props.region ?? props.settings.region,
      defaultTags: [{ tags: this.defaultTags }],
    });
  }

  /**
   * Resource addresses people can read: the construct path in snake case, without cdktf's hash. `Default` is left out,
   * so a module's main resource bears the module's own id (`aws_vpc.network`).
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = TerraformElement.isTerraformElement(element) ? element.node : element;
    const path = node.scopes
      .slice(node.scopes.indexOf(this) + 1)
      .map((scope) => scope.node.id)
      .filter((id) => id !== "Default");
    const logicalId = path.join("_").replaceAll("-", "_");
    const owner = this.logicalIds.get(logicalId);
    if (owner !== undefined && owner !== node.path && !this.mayShareId(owner, node.path)) {
      throw new Error(
        `two constructs of ${this.node.id} would have the address "${logicalId}": ${owner} and ${node.path}; rename one`,
      );
    }
    this.logicalIds.set(logicalId, node.path);
    return logicalId;
  }

  /** Siblings such as `vpc/Default` and `vpc` itself name the same thing: an element and the construct around it. */
  private mayShareId(a: string, b: string): boolean {
    return a === `${b}/Default` || b === `${a}/Default`;
  }

  /**
   * cdktf would quietly make a sensitive output of any attribute used in another stack. What crosses a state
   * boundary is a contract here, named and described.
   */
  override registerOutgoingCrossStackReference(identifier: string): TerraformOutput {
    throw new Error(
      `another stack refers to ${identifier} of ${this.node.id} directly: publish it in the system's contracts.ts and read it from there`,
    );
  }

  override toTerraform() {
    const document = super.toTerraform();
    document.terraform.required_version = requiredTerraformVersion;
    dropRepeatedNames(document.resource);
    return document;
  }
}

/**
 * cdktf notes each resource's construct path, which tells a reader where in the code it comes from, and its name once
 * more, which tells nothing.
 */
function dropRepeatedNames(resources: Record<string, Record<string, ResourceDocument>> = {}): void {
  for (const byName of Object.values(resources)) {
    for (const resource of Object.values(byName)) delete resource["//"]?.metadata.uniqueId;
  }
}

interface ResourceDocument {
  readonly "//"?: { readonly metadata: { uniqueId?: string } };
}
