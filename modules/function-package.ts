import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";

export interface FunctionPackageProps {
  /** Path of the zip, from the project's folder. */
  readonly path: string;
}

/**
 * A function's zip, copied into the stack's folder so that plain Terraform finds it there.
 *
 * The zip is made before the synth (`npm run build`): cdktf's own archives are not reproducible, and miss renames.
 */
export class FunctionPackage extends Construct {
  /** Path of the zip, from the stack's folder. */
  readonly filename: string;
  /** Base64 SHA-256 of the zip, as Lambda reports it: the code is updated exactly when this changes. */
  readonly sourceCodeHash: string;

  constructor(scope: Construct, id: string, props: FunctionPackageProps) {
    super(scope, id);
    if (!existsSync(props.path)) {
      throw new Error(`function package ${props.path} does not exist: run "npm run build"`);
    }
    const digest = createHash("sha256").update(readFileSync(props.path)).digest();
    this.sourceCodeHash = digest.toString("base64");
    this.filename = new TerraformAsset(this, "zip", {
      path: props.path,
      type: AssetType.FILE,
      assetHash: digest.toString("hex").slice(0, 16),
    }).path;
  }
}
