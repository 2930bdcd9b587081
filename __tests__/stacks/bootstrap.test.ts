import { describe, expect, it } from "vitest";
import { synthesized, synthesizeInto } from "../support/synthesized";

const bootstrap = () => synthesized("full").stack("bootstrap");

describe("the state bucket", () => {
  it("keeps former versions", () => {
    expect(bootstrap().one("aws_s3_bucket_versioning").versioning_configuration.status).toBe("Enabled");
    expect(
      bootstrap().one("aws_s3_bucket_lifecycle_configuration").rule[0].noncurrent_version_expiration,
    ).toEqual([{ noncurrent_days: 90 }]);
  });

  it("is encrypted", () => {
    expect(bootstrap().one("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms" }, bucket_key_enabled: true },
    ]);
  });

  it("takes TLS only", () => {
    expect(JSON.parse(bootstrap().one("aws_s3_bucket_policy").policy).Statement).toEqual([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*"],
        Resource: ["${aws_s3_bucket.state.arn}", "${aws_s3_bucket.state.arn}/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("is closed to the public", () => {
    expect(bootstrap().one("aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(bootstrap().one("aws_s3_bucket_ownership_controls").rule).toEqual({
      object_ownership: "BucketOwnerEnforced",
    });
  });

  it("does not go while states lie in it", () => {
    expect(bootstrap().one("aws_s3_bucket").force_destroy).toBe(false);
  });

  it("is one for all environments of an account", () => {
    const inProd = synthesized("prod").stack("bootstrap");
    expect(inProd.text).toBe(synthesized("dev").stack("bootstrap").text);
  });

  it("lies in the region that the backend looks for it in", () => {
    const backend = { type: "s3", bucket: "acme-terraform-states", region: "eu-north-1" };
    const { stacks } = synthesizeInto({ region: "eu-west-1", backend });
    const regions = Object.fromEntries(stacks.map(({ name, json }) => [name, json.provider.aws[0].region]));
    expect(regions).toMatchObject({ bootstrap: "eu-north-1", "directory-data": "eu-west-1" });
  });

  it("bears the name that the settings give it, else one that AWS makes unique", () => {
    expect(bootstrap().one("aws_s3_bucket").bucket).toBe("acme-terraform-states");
    expect(synthesized("dev").stack("bootstrap").one("aws_s3_bucket").bucket_prefix).toBe("strata-state-");
  });
});
