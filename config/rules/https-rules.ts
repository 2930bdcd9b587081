import { parsedUrl } from "../parsed-url";
import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule } from "./rule";

/** The directory's sign-in and its pages' origins: what works over HTTPS only. */
export const httpsRules: readonly Rule[] = [
  { reads: ["directory.cognito.enabled", "directory.domain"], check: signInNeedsHttps },
  { reads: ["directory.cognito.enabled", "directory.cognito.domainPrefix"], check: signInNeedsPrefix },
  { reads: ["directory.cognito.callbackUrls"], check: callbacksAreSecure },
  { reads: ["directory.api.corsOrigins"], check: originsAreExact },
];

const localHosts = ["localhost", "127.0.0.1", "[::1]"];

function signInNeedsHttps({ directory: { cognito, domain } }: SettingsInput): SettingsProblem[] {
  if (!cognito.enabled || domain !== null) return [];
  return [
    {
      key: "directory.cognito.enabled",
      given: true,
      allowed: "false while directory.domain is null: Cognito returns people to https:// addresses only",
      hint: "set directory.domain.name, and certificateArn or zoneId",
    },
  ];
}

function signInNeedsPrefix({ directory: { cognito } }: SettingsInput): SettingsProblem[] {
  if (!cognito.enabled || cognito.domainPrefix !== undefined) return [];
  return [
    {
      key: "directory.cognito.domainPrefix",
      allowed: "1 to 63 lower-case letters, digits and hyphens, since directory.cognito.enabled is true",
      hint: "choose one that nobody else in the region has, as acme-directory",
    },
  ];
}

function callbacksAreSecure({ directory: { cognito } }: SettingsInput): SettingsProblem[] {
  return cognito.callbackUrls.flatMap((given, index) => {
    const url = parsedUrl(given);
    if (url !== undefined && isSecureOrLocal(url) && !given.includes("#")) return [];
    return [
      {
        key: `directory.cognito.callbackUrls[${index}]`,
        given,
        allowed: "an https:// address without fragment (http:// only for localhost)",
        hint: `write for example https://${url?.host || "people.example.com"}/`,
      },
    ];
  });
}

function originsAreExact({ directory: { api } }: SettingsInput): SettingsProblem[] {
  return api.corsOrigins.flatMap((given, index) => {
    const url = parsedUrl(given);
    if (url !== undefined && isSecureOrLocal(url) && url.origin === given && !given.includes("*")) return [];
    return [
      {
        key: `directory.api.corsOrigins[${index}]`,
        given,
        allowed:
          "an exact origin, https://host[:port] (http:// only for localhost): no *, no path, no default port",
        hint:
          url?.host && !given.includes("*")
            ? `write ${suggestedOrigin(url)}`
            : "name each site, as https://people.example.com",
      },
    ];
  });
}

function suggestedOrigin(url: URL): string {
  return localHosts.includes(url.hostname) ? url.origin : `https://${url.host}`;
}

function isSecureOrLocal(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && localHosts.includes(url.hostname));
}
