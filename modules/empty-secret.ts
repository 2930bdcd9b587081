import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { Construct } from "constructs";

export interface EmptySecretProps {
  readonly name: string;
  readonly description: string;
  readonly kmsKeyArn: string;
  /** Days in which a deleted secret can be restored; 0 deletes at once, so that its name is free again. */
  readonly recoveryWindowDays: number;
}

/**
 * A secret without a value: somebody inside the account writes it, so that it passes through no plan and no state.
 */
export class EmptySecret extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EmptySecretProps) {
    super(scope, id);
    this.arn = new SecretsmanagerSecret(this, "Default", {
      name: props.name,
      description: props.description,
      kmsKeyId: props.kmsKeyArn,
      recoveryWindowInDays: props.recoveryWindowDays,
    }).arn;
  }
}
