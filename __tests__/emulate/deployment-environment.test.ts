import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cdktfProgram } from "../../emulate/cdktf-program";
import { deploymentEnvironment } from "../../emulate/deployment-environment";

let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "strata-home-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Has cdktf start and end: a cache of providers, it makes at once. */
function startCdktf(environment: NodeJS.ProcessEnv): void {
  execFileSync(process.execPath, [cdktfProgram(process.cwd()), "--version"], {
    env: environment,
    stdio: "ignore",
  });
}

describe("the environment of a deployment", () => {
  it("gives Terraform no cache of providers to share: two at once would break each other", () => {
    const cache = join(home, "cache-of-the-caller");
    const bare = { PATH: process.env.PATH, HOME: home, CHECKPOINT_DISABLE: "1" };
    const caller = { ...bare, TF_PLUGIN_CACHE_DIR: cache };
    const environment = deploymentEnvironment(caller, {});
    expect(environment).not.toHaveProperty("TF_PLUGIN_CACHE_DIR");

    startCdktf(environment);
    expect(existsSync(join(home, ".terraform.d", "plugin-cache"))).toBe(false);
    expect(readdirSync(home)).not.toContain("cache-of-the-caller");

    // That cdktf makes one when it isn't told: or else the above proves nothing.
    startCdktf(bare);
    expect(existsSync(join(home, ".terraform.d", "plugin-cache"))).toBe(true);
  });

  it("takes nothing of the caller's that leads to another account, other settings or another folder", () => {
    const environment = deploymentEnvironment(
      {
        HOME: home,
        AWS_PROFILE: "production",
        AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
        CDKTF_CONTEXT_JSON: "{}",
        CDKTF_OUTDIR: "/elsewhere",
        CDKTF_DISABLE_PLUGIN_CACHE_ENV: "false",
        TF_VAR_password: "given",
        TF_WORKSPACE: "other",
      },
      { AWS_ENDPOINT_URL: "http://127.0.0.1:5000", TMPDIR: "/own" },
    );
    expect(environment).toMatchObject({
      HOME: home,
      AWS_ENDPOINT_URL: "http://127.0.0.1:5000",
      TMPDIR: "/own",
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "true",
    });
    const foreign = [
      "AWS_PROFILE",
      "AWS_ACCESS_KEY_ID",
      "CDKTF_CONTEXT_JSON",
      "CDKTF_OUTDIR",
      "TF_VAR_password",
    ];
    for (const name of [...foreign, "TF_WORKSPACE"]) expect(environment).not.toHaveProperty(name);
  });
});
