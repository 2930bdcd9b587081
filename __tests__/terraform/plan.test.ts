import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runTerraform } from "../../scripts/terraform.mjs";
import { type Json, synthesized } from "../support/synthesized";
import { terraformJson, terraformMissing } from "../support/terraform";

/** What lets the provider plan without an account: it would otherwise ask AWS who it is. */
const offlineProvider = {
  provider: {
    aws: [
      {
        access_key: "offline",
        secret_key: "offline",
        skip_credentials_validation: true,
        skip_metadata_api_check: "true",
        skip_region_validation: true,
        skip_requesting_account_id: true,
      },
    ],
  },
};

describe.skipIf(terraformMissing)("terraform plan of the first layer", () => {
  it("needs no account and creates every resource", async () => {
    const stack = synthesized("dev").stack("directory-networking");
    writeFileSync(join(stack.folder, "offline_override.tf.json"), JSON.stringify(offlineProvider));
    const init = await runTerraform(stack.folder, ["init", "-input=false", "-no-color"]);
    expect(init.code, init.stderr).toBe(0);

    const plan = await runTerraform(stack.folder, ["plan", "-input=false", "-no-color", "-out=plan.bin"]);
    expect(plan.code, plan.stderr).toBe(0);
    const { answer } = await terraformJson(stack.folder, ["show", "-json", "plan.bin"]);

    const planned = answer.resource_changes.map(
      ({ address, change }: Json) => `${change.actions.join("+")} ${address}`,
    );
    expect(planned.sort()).toEqual(stack.resources.map(({ address }) => `create ${address}`).sort());
    expect(Object.keys(answer.planned_values.outputs).sort()).toEqual(Object.keys(stack.outputs).sort());
    // The tags that every resource gets are the provider's work, so only a plan shows them.
    const vpc = answer.planned_values.root_module.resources.find(({ type }: Json) => type === "aws_vpc");
    expect(vpc.values.tags_all).toMatchObject({
      System: "directory",
      Layer: "networking",
      Environment: "dev",
      Name: "directory-dev",
    });
  });
});
