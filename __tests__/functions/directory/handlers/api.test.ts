import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { checkAgainstContract } from "../support/contract";
import { startTestApi, type TestApi } from "../support/directory-api";
import { proxyEvent } from "../support/proxy-event";

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});
afterAll(() => api.close());

describe("the API's handler", () => {
  it("answers with nothing but its environment", async () => {
    const environment = {
      ...api.database.environment,
      DATABASE_SECRET_ARN: api.secretId,
      COGNITO_ENABLED: "false",
      SERVICE_VERSION: "4.5.6",
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { handler } = await import("../../../../functions/directory/handlers/api");
    const answer = await handler(proxyEvent("getHealth"), { getRemainingTimeInMillis: () => 28_000 });
    checkAgainstContract("getHealth", answer);
    expect(JSON.parse(answer.body).data).toMatchObject({ status: "ok", version: "4.5.6" });
    // Too little time left for the database: better a 503 than to be cut off.
    const late = await handler(proxyEvent("listAll"), { getRemainingTimeInMillis: () => 400 });
    checkAgainstContract("listAll", late);
    expect(late.statusCode).toBe(503);
  });

  it("doesn't start without it, and says what is missing", async () => {
    vi.stubEnv("COGNITO_ENABLED", "false");
    vi.stubEnv("DATABASE_SECRET_ARN", undefined);
    await expect(import("../../../../functions/directory/handlers/api")).rejects.toThrow(
      "environment variable DATABASE_SECRET_ARN is not set",
    );
  });
});
