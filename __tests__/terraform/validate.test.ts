import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningProvider, startProvider } from "../support/running-provider";
import { synthesized, variantNames } from "../support/synthesized";
import {
  providerFolder,
  providerRequirement,
  quickTerraformEnvironment,
  terraformJson,
  terraformMissing,
} from "../support/terraform";

// The real provider's schema and its own argument checks, on every stack of every variant.
describe.skipIf(terraformMissing)("terraform validate", () => {
  const stacks = variantNames.flatMap((variant) =>
    synthesized(variant).stacks.map((stack) => ({ variant, stack })),
  );
  let provider: RunningProvider;
  beforeAll(async () => {
    provider = await startProvider(providerFolder);
  });
  afterAll(() => provider.stop());

  const validate = async (folder: string) => {
    const environment = { ...quickTerraformEnvironment(), ...provider.environment };
    return (await terraformJson(folder, ["validate", "-json"], environment)).answer;
  };

  it.concurrent.each(stacks.map(({ variant, stack }) => [stack.name, variant, stack] as const))(
    "accepts %s of %s without a warning",
    async (_name, _variant, stack) => {
      // Terraform holds no version against a provider that runs already.
      expect(stack.json.terraform.required_providers).toEqual({ aws: providerRequirement });
      const { diagnostics, valid } = await validate(stack.folder);
      expect(diagnostics).toEqual([]);
      expect(valid).toBe(true);
    },
  );
});
