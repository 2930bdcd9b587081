import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { callAccount } from "../emulate/ask-account";
import { type Role, roles } from "../functions/directory/http/routes";
import type { Emulator } from "../scripts/emulator/start-emulator.mjs";

/** Where the page would be: a name that belongs to nobody (RFC 2606). */
const domainName = "directory.example.com";

/**
 * Settings that switch sign-in on. It takes a domain with a certificate, which is asked for here: the account doesn't
 * care whose the name is.
 */
export async function signInSettings(account: Emulator): Promise<Record<string, unknown>> {
  const { CertificateArn } = await callAccount<{ CertificateArn: string }>(
    account,
    "acm",
    "CertificateManager.RequestCertificate",
    { DomainName: domainName, ValidationMethod: "DNS" },
  );
  return {
    domain: { name: domainName, certificateArn: CertificateArn },
    cognito: { enabled: true, domainPrefix: "strata-demo" },
  };
}

/** Files with an identity token each, by the role of whom it was given to. Tokens are good for an hour. */
export type TokenFiles = Readonly<Record<Role, string>>;

/**
 * Makes one user of each role in the pool and signs them in.
 *
 * @param folder where the files go: a token opens the directory, so it isn't printed
 */
export async function signInSampleUsers(
  account: Emulator,
  poolId: string,
  folder: string,
): Promise<TokenFiles> {
  const pool = new Pool(account, poolId);
  const clientId = await pool.makeClient();
  mkdirSync(folder, { mode: 0o700 });
  const files = await Promise.all(
    roles.map(async (role) => {
      const file = join(folder, role);
      writeFileSync(file, await pool.signInNewUser(role, clientId), { mode: 0o600 });
      return [role, file] as const;
    }),
  );
  return Object.fromEntries(files) as TokenFiles;
}

/** A user pool, as whoever administers it sees it. */
class Pool {
  constructor(
    private readonly account: Emulator,
    private readonly UserPoolId: string,
  ) {}

  /** The page's own client signs in on Cognito's pages only, which the account doesn't have. */
  async makeClient(): Promise<string> {
    const { UserPoolClient } = await this.call<{ UserPoolClient: { ClientId: string } }>(
      "CreateUserPoolClient",
      { ClientName: "demo", ExplicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] },
    );
    return UserPoolClient.ClientId;
  }

  /** @returns the identity token */
  async signInNewUser(role: Role, ClientId: string): Promise<string> {
    const Username = `${role}@example.com`;
    // The suffix has one of each kind that a policy may ask for.
    const Password = `${randomBytes(18).toString("base64url")}-aA1`;
    await this.call("AdminCreateUser", { Username });
    await this.call("AdminSetUserPassword", { Username, Password, Permanent: true });
    await this.call("AdminAddUserToGroup", { Username, GroupName: role });
    const { AuthenticationResult } = await this.call<{ AuthenticationResult: { IdToken: string } }>(
      "AdminInitiateAuth",
      {
        ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      },
    );
    return AuthenticationResult.IdToken;
  }

  private call<Answer>(operation: string, body: object): Promise<Answer> {
    const target = `AWSCognitoIdentityProviderService.${operation}`;
    return callAccount(this.account, "cognito-idp", target, { UserPoolId: this.UserPoolId, ...body });
  }
}
