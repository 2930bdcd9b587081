import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { environment, target } from "../environment";

export interface LayerStackProps {
  readonly system: string;
  readonly layer: string;
}

/** One layer of a system. CloudFormation hands a stack's tags on to what is in it, as a provider's default tags are. */
export class LayerStack extends Stack {
  /** Prefix of the names of what is in the stack. */
  readonly prefix: string;

  constructor(scope: Construct, { system, layer }: LayerStackProps) {
    super(scope, `${system}-${layer}`, {
      env: target,
      tags: {
        System: system,
        Environment: environment,
        Layer: layer,
        ManagedBy: "cloudformation",
        Repository: "strata",
      },
    });
    this.prefix = `${system}-${environment}`;
  }
}
