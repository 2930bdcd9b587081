import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { findTerraform, runTerraform, terraformEnvironment } from "../../scripts/terraform.mjs";

/** The provider that every stack asks for, and that is installed here once a test file. */
export const providerRequirement = { source: "aws", version: "5.100.0" };

/** Where it is installed: below `.terraform/`, as Terraform does it. */
export const providerFolder = mkdtempSync(join(inject("runFolder"), "provider-"));

/**
 * Why Terraform's checks can't run on this machine, or undefined. Whoever runs the tests is told in so many words; in
 * CI it is a failure, since an unnoticed gap would pass for a proof.
 */
export const terraformMissing = await whatIsMissing();

if (terraformMissing) {
  console.warn(`\n*** Terraform's checks did NOT run: ${terraformMissing} ***\n`);
  it.runIf(process.env.CI === "true")("finds Terraform, which CI must have", () => {
    expect(terraformMissing).toBeUndefined();
  });
}

async function whatIsMissing(): Promise<string | undefined> {
  const found = findTerraform();
  if ("missing" in found) return found.missing;
  const requirement = { terraform: { required_providers: { aws: providerRequirement } } };
  writeFileSync(join(providerFolder, "main.tf.json"), JSON.stringify(requirement));
  const { code, stderr } = await runTerraform(providerFolder, ["init", "-input=false", "-no-color"]);
  if (code === 0) return undefined;
  return `the AWS provider ${providerRequirement.version} can't be installed; connect to the internet or unpack a mirror (README, "Offline"):\n${stderr}`;
}

/**
 * What Terraform runs in, in tests. Terraform and its providers are Go programs that live for seconds: collecting a
 * quarter of the garbage saves a third of their time, for 200 MB more.
 */
export function quickTerraformEnvironment(): NodeJS.ProcessEnv {
  return { GOGC: "400", ...terraformEnvironment() };
}

/** Runs a command of Terraform that answers in JSON; its own words are the message when it fails. */
export async function terraformJson(folder: string, args: string[], environment: NodeJS.ProcessEnv) {
  const { code, stdout, stderr } = await runTerraform(folder, args, { environment });
  expect(stdout, `terraform ${args.join(" ")} in ${folder} ended with ${code}:\n${stderr}`).toMatch(/^\{/);
  return { code, stderr, answer: JSON.parse(stdout) };
}
