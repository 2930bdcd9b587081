import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadSettings } from "../../config/load-settings";
import { signInSampleUsers, signInSettings } from "../../demo/sign-in";
import { callAccount } from "../../emulate/ask-account";
import { roles } from "../../functions/directory/http/routes";
import type { Emulator } from "../../scripts/emulator/start-emulator.mjs";
import { emulatorMissing, useEmulator } from "../emulator/support/emulator";
import { temporaryFolders } from "../support/temporary-folders";

const makeFolder = temporaryFolders();

describe.skipIf(emulatorMissing)("signing in to the demo", () => {
  const running = useEmulator();
  const account = () => running() as unknown as Emulator;

  it("takes settings that the directory can be deployed with", async () => {
    const directory = await signInSettings(account());
    const { cognito, domain } = loadSettings({ directory }).directory;
    expect(cognito.enabled).toBe(true);
    expect(domain?.certificateArn).toMatch(/^arn:aws:acm:eu-west-1:/);
  });

  it("gives each role a token of the pool, in files that are nobody else's to read", async () => {
    const pool = await callAccount<{ UserPool: { Id: string } }>(
      account(),
      "cognito-idp",
      "AWSCognitoIdentityProviderService.CreateUserPool",
      { PoolName: "staff", UsernameAttributes: ["email"] },
    );
    const UserPoolId = pool.UserPool.Id;
    for (const GroupName of roles) {
      await callAccount(account(), "cognito-idp", "AWSCognitoIdentityProviderService.CreateGroup", {
        UserPoolId,
        GroupName,
      });
    }
    const folder = join(makeFolder(), "tokens");
    const files = await signInSampleUsers(account(), UserPoolId, folder);
    for (const role of roles) {
      const [, payload = ""] = readFileSync(files[role], "utf8").split(".");
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
      expect(claims).toMatchObject({ token_use: "id", "cognito:groups": [role] });
      expect(statSync(files[role]).mode & 0o077).toBe(0);
    }
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it("says what the account answered when it refused", async () => {
    await expect(
      signInSampleUsers(account(), "eu-west-1_nobody", join(makeFolder(), "tokens")),
    ).rejects.toThrow(/refused .*CreateUserPoolClient with 400: .*ResourceNotFound/);
  });
});
