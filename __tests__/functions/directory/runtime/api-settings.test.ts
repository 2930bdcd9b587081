import { describe, expect, it } from "vitest";
import { readApiSettings } from "../../../../functions/directory/runtime/api-settings";

const least = { DATABASE_SECRET_ARN: "arn:x", COGNITO_ENABLED: "true" };

describe("the API function's environment", () => {
  it("needs a secret and a word on Cognito; the rest has defaults", () => {
    expect(readApiSettings(least)).toEqual({
      secretId: "arn:x",
      corsOrigins: [],
      cognitoEnabled: true,
      version: "unknown",
    });
  });

  it("lists origins by commas, whatever the blanks", () => {
    const { corsOrigins } = readApiSettings({
      ...least,
      CORS_ORIGINS: " https://a.example , http://localhost:8080,,",
    });
    expect(corsOrigins).toEqual(["https://a.example", "http://localhost:8080"]);
  });

  it("isn't taken to mean an open API when it says nothing of Cognito, or something odd", () => {
    expect(() => readApiSettings({ DATABASE_SECRET_ARN: "arn:x" })).toThrow(
      "environment variable COGNITO_ENABLED is not set",
    );
    expect(() => readApiSettings({ ...least, COGNITO_ENABLED: "yes" })).toThrow(
      'environment variable COGNITO_ENABLED is "yes": give true or false',
    );
  });
});
