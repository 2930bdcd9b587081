import { describe, expect, it } from "vitest";
import { synthesized, variantNames } from "../support/synthesized";
import { initialize, terraformJson, terraformMissing } from "../support/terraform";

// The real provider's schema and its own argument checks, on every stack of every variant.
describe.skipIf(terraformMissing)("terraform validate", () => {
  const stacks = variantNames.flatMap((variant) =>
    synthesized(variant).stacks.map((stack) => ({ variant, stack })),
  );

  it.concurrent.each(stacks.map(({ variant, stack }) => [stack.name, variant, stack] as const))(
    "accepts %s of %s without a warning",
    async (_name, _variant, stack) => {
      await initialize(stack.folder);
      const { answer } = await terraformJson(stack.folder, ["validate", "-json"]);
      expect(answer.diagnostics).toEqual([]);
      expect(answer.valid).toBe(true);
    },
  );
});
