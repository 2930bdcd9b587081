import { describe, expect, it } from "vitest";
import { synthesized, variantNames } from "../support/synthesized";

const onRename = `
A resource address or an output name has changed.
- An address: Terraform would destroy the resource and make a new one. If it is a rename, keep what is deployed by a
  "moved" block: \`resource.moveFromId("<type>.<old name>")\` in the module. Then update the snapshot as below.
- An output: whoever reads the layer's state by that name breaks. Publish both names for a while.
- If it is meant to go or to be new, update the snapshot (npx vitest run __tests__/stacks/addresses.test.ts -u) and say so in the commit.`;

describe.each(variantNames)("addresses and outputs of %s", (variant) => {
  it.each(synthesized(variant).stacks.map(({ name }) => name))(
    "in %s are those that are deployed",
    (name) => {
      const stack = synthesized(variant).stack(name);
      expect(
        {
          resources: stack.resources.map(({ address }) => address).sort(),
          outputs: Object.keys(stack.outputs).sort(),
        },
        onRename,
      ).toMatchSnapshot();
    },
  );
});
