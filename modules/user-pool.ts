import { CognitoUserGroup } from "@cdktf/provider-aws/lib/cognito-user-group";
import { CognitoUserPool } from "@cdktf/provider-aws/lib/cognito-user-pool";
import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { CognitoUserPoolDomain } from "@cdktf/provider-aws/lib/cognito-user-pool-domain";
import { Construct } from "constructs";

export interface UserPoolProps {
  readonly name: string;
  readonly region: string;
  /** First label of the hosted pages' host name: unique among all of AWS's customers in the region. */
  readonly domainPrefix: string;
  /** Where the hosted pages may send a signed-in user back to. HTTPS, but for localhost (Cognito's rule). */
  readonly callbackUrls: readonly string[];
  /** Name → meaning. A user's groups are in the token. */
  readonly groups: Readonly<Record<string, string>>;
  readonly deletionProtection: boolean;
}

/**
 * A Cognito user pool with hosted sign-in pages and a public client for a single-page application (authorization code
 * with PKCE, no client secret). Users are made by an administrator; nobody signs up alone.
 */
export class UserPool extends Construct {
  readonly poolId: string;
  readonly poolArn: string;
  readonly clientId: string;
  /** Address of the hosted pages. */
  readonly signInUrl: string;

  constructor(scope: Construct, id: string, props: UserPoolProps) {
    super(scope, id);
    const pool = new CognitoUserPool(this, "Default", {
      name: props.name,
      usernameAttributes: ["email"],
      autoVerifiedAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      passwordPolicy: {
        minimumLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: false,
        temporaryPasswordValidityDays: 3,
      },
      mfaConfiguration: "OPTIONAL",
      softwareTokenMfaConfiguration: { enabled: true },
      accountRecoverySetting: { recoveryMechanism: [{ name: "verified_email", priority: 1 }] },
      deletionProtection: props.deletionProtection ? "ACTIVE" : "INACTIVE",
    });
    const client = new CognitoUserPoolClient(this, "client", {
      name: `${props.name}-page`,
      userPoolId: pool.id,
      // A page in a browser can't keep a secret; PKCE takes its place.
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid", "email", "profile"],
      callbackUrls: [...props.callbackUrls],
      logoutUrls: [...props.callbackUrls],
      supportedIdentityProviders: ["COGNITO"],
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      // The same answer for an unknown user as for a wrong password.
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      idTokenValidity: 60,
      accessTokenValidity: 60,
      refreshTokenValidity: 1,
      tokenValidityUnits: [{ idToken: "minutes", accessToken: "minutes", refreshToken: "days" }],
    });
    const domain = new CognitoUserPoolDomain(this, "domain", {
      domain: props.domainPrefix,
      userPoolId: pool.id,
    });
    for (const [name, description] of Object.entries(props.groups)) {
      new CognitoUserGroup(this, `group-${name}`, { name, description, userPoolId: pool.id });
    }
    this.poolId = pool.id;
    this.poolArn = pool.arn;
    this.clientId = client.id;
    this.signInUrl = `https://${domain.domain}.auth.${props.region}.amazoncognito.com`;
  }
}
