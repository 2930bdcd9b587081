import { TerraformLocal, TerraformOutput, TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { longText } from "../../modules/long-text";

/** What Terraform gets for a value in a stack that has one reference to give. */
function synthesized(make: (reference: string) => string): string {
  const stack = new TerraformStack(Testing.app(), "stack");
  const source = new TerraformLocal(stack, "source", "x");
  new TerraformOutput(stack, "value", { value: make(source.asString), staticId: true });
  return JSON.parse(Testing.synth(stack)).output.value.value;
}

describe("a long text", () => {
  it("gives the bytes that the plain string gives: references, expressions, braces, quotes, line ends", () => {
    const text = (reference: string) =>
      `{"a":{"b":"${reference}"}}\n\${upper("x")} $\${literal} } { \\" ${reference}${reference} é`;
    expect(synthesized((reference) => longText(text(reference)))).toBe(synthesized(text));
    expect(synthesized((reference) => longText(reference))).toBe("${local.source}");
    expect(synthesized(() => longText("no reference {}"))).toBe("no reference {}");
  });

  it("takes time in proportion to its length", { timeout: 10_000 }, () => {
    // As a plain string, a tenth of this takes seconds, and this a hundred times as long.
    const braces = '{"a":{}}'.repeat(200_000);
    expect(synthesized((reference) => longText(`${braces}${reference}`)).length).toBeGreaterThan(1_600_000);
  });
});
