import { describe, expect, it } from "vitest";
import { repeatLostProvider } from "../../emulate/repeat-lost-provider";
import type { ProgramResult } from "../../emulate/run-program";

const lost: ProgramResult = {
  code: 1,
  // As cdktf prints it: wrapped, behind the stack's name.
  stdout: `directory-networking  Error while installing hashicorp/aws v5.100.0: after installing
                      registry.terraform.io/hashicorp/aws it is still not detected in
                      .terraform/providers; this is a bug in Terraform`,
  stderr: "",
};
const failed: ProgramResult = { code: 1, stdout: "", stderr: "Error: Failed to install provider" };
const succeeded: ProgramResult = { code: 0, stdout: lost.stdout, stderr: "" };

async function runs(...results: ProgramResult[]) {
  const said: string[] = [];
  let count = 0;
  const run = async () => {
    const result = results[count];
    count += 1;
    if (result === undefined) throw new Error("run too often");
    return result;
  };
  const result = await repeatLostProvider(run, (text) => said.push(text));
  return { result, said, count };
}

describe("a provider that Terraform doesn't see just after it has installed it", () => {
  it("is looked for once more, and said", async () => {
    const { result, said } = await runs(lost, succeeded);
    expect(result).toBe(succeeded);
    expect(said).toEqual([
      "terraform init didn't see registry.terraform.io/hashicorp/aws, which it had just installed; once more …",
    ]);
  });

  it("is a failure the second time", async () => {
    expect((await runs(lost, lost)).result).toBe(lost);
  });

  it("is the only reason to run anything twice", async () => {
    expect(await runs(failed)).toEqual({ result: failed, said: [], count: 1 });
    expect(await runs(succeeded)).toEqual({ result: succeeded, said: [], count: 1 });
  });
});
