import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";

export interface EncryptionKeyProps {
  /** Without `alias/`. */
  readonly alias: string;
  readonly description: string;
  /** Days in which a deleted key can be restored: 7 to 30. What it encrypted is lost after that. */
  readonly deletionWindowDays: number;
  /** Whether Terraform refuses to destroy it: for a key that outlives what it was made for. */
  readonly preventDestroy: boolean;
}

/**
 * A customer-managed KMS key, rotated yearly. About 1 USD a month. Its policy is AWS's default: the account's IAM
 * policies decide who uses it.
 */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const key = new KmsKey(this, "Default", {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: props.deletionWindowDays,
      ...(props.preventDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });
    new KmsAlias(this, "alias", { name: `alias/${props.alias}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}
