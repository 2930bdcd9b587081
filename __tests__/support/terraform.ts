import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findTerraform, runTerraform } from "../../scripts/terraform.mjs";

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
  const folder = mkdtempSync(join(tmpdir(), "strata-provider-"));
  try {
    const requirement = { terraform: { required_providers: { aws: { source: "aws", version: "5.100.0" } } } };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(requirement));
    const { code, stderr } = await runTerraform(folder, ["init", "-input=false", "-no-color"]);
    if (code === 0) return undefined;
    return `the AWS provider 5.100.0 can't be installed; connect to the internet or unpack a mirror (README, "Offline"):\n${stderr}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs the provider in a stack's folder. */
export async function initialize(folder: string): Promise<void> {
  const { code, stderr } = await runTerraform(folder, [
    "init",
    "-backend=false",
    "-input=false",
    "-no-color",
  ]);
  expect(code, `terraform init in ${folder}:\n${stderr}`).toBe(0);
}

/** Runs a command of Terraform that answers in JSON; its own words are the message when it fails. */
export async function terraformJson(folder: string, args: string[]) {
  const { code, stdout, stderr } = await runTerraform(folder, args);
  expect(stdout, `terraform ${args.join(" ")} in ${folder} ended with ${code}:\n${stderr}`).toMatch(/^\{/);
  return { code, stderr, answer: JSON.parse(stdout) };
}
