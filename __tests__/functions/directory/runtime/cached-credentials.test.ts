import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  CachedCredentials,
  type CacheEvent,
} from "../../../../functions/directory/runtime/cached-credentials";
import { createSecretsClient } from "../../../../functions/directory/runtime/secrets";
import { type SecretService, startSecretService } from "../../../support/secret-service";

let service: SecretService;
let cache: CachedCredentials;
let events: CacheEvent[];
let fetchesBefore: number;

const timeToLiveMs = 60_000;

const old = { username: "api_a", password: "old" };
const renewed = { username: "api_b", password: "new" };

beforeAll(async () => {
  service = await startSecretService();
  for (const [name, value] of Object.entries(service.environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await service.close();
});
beforeEach(() => {
  const secretId = service.set("api", { ...old, engine: "mysql", host: "ignored" });
  events = [];
  cache = new CachedCredentials({
    client: createSecretsClient(),
    secretId,
    timeToLiveMs,
    onEvent: (event) => events.push(event),
  });
  fetchesBefore = service.calls("GetSecretValue");
});
afterEach(() => {
  service.fail(undefined);
  vi.useRealTimers();
});

/** Moves the clock on; timers go on as they are. */
function outliveValue(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + timeToLiveMs + 1 });
}

const fetches = () => service.calls("GetSecretValue") - fetchesBefore;

describe("the cached credentials", () => {
  test("are fetched once for many requests, at the same time and after", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => cache.get()));
    expect(new Set(answers)).toEqual(new Set([old]));
    await cache.get();
    expect(fetches()).toBe(1);
    expect(events).toEqual(["fetched"]);
  });

  test("are fetched again when their time is over", async () => {
    await cache.get();
    service.set("api", renewed);
    expect(await cache.get()).toEqual(old);
    outliveValue();
    expect(await cache.get()).toEqual(renewed);
    expect(fetches()).toBe(2);
  });

  test("are used on while the service is down, without asking it at each request", async () => {
    await cache.get();
    outliveValue();
    service.fail("denied");
    expect(await cache.get()).toEqual(old);
    expect(await cache.get()).toEqual(old);
    expect(events).toEqual(["fetched", "failed", "stale"]);
    expect(fetches()).toBe(2);
  });
});

describe("credentials that the database refused", () => {
  test("are replaced by one fetch, however many requests were refused", async () => {
    const refused = await cache.get();
    service.set("api", renewed);
    const answers = await Promise.all(Array.from({ length: 20 }, () => cache.getOtherThan(refused)));
    expect(new Set(answers)).toEqual(new Set([renewed]));
    expect(await cache.getOtherThan(refused), "a request that comes late").toEqual(renewed);
    expect(await cache.get()).toEqual(renewed);
    expect(fetches()).toBe(2);
  });

  test("are asked for again after a fetch that began before the rotation", async () => {
    const refused = await cache.get();
    outliveValue();
    const underWay = cache.get();
    const asked = cache.getOtherThan(refused);
    await underWay;
    service.set("api", renewed);
    expect(await asked).toEqual(renewed);
  });

  test("are forgotten: while the service is down there are none", async () => {
    const refused = await cache.get();
    service.fail("denied");
    await expect(cache.getOtherThan(refused)).rejects.toMatchObject({
      name: "SecretError",
      failure: "denied",
    });
    await expect(cache.get()).rejects.toMatchObject({ failure: "denied" });
    service.fail(undefined);
    expect(await cache.get()).toEqual(old);
  });
});

describe("a secret that can't be had", () => {
  test.each([
    ["denied", "denied", 1],
    ["throttled", "unavailable", 3],
    ["down", "unavailable", 3],
    ["slow", "unavailable", 2],
  ] as const)(
    "because the service is %s fails as %s in bounded time, after at least %i tries",
    async (fault, failure, tries) => {
      service.fail(fault);
      const start = performance.now();
      await expect(cache.get()).rejects.toMatchObject({ name: "SecretError", failure });
      // Five seconds are allowed; the slow service would take thirty.
      expect(performance.now() - start).toBeLessThan(15_000);
      expect(fetches()).toBeGreaterThanOrEqual(tries);
      service.fail(undefined);
      expect(await cache.get()).toEqual(old);
    },
  );

  test("because the service stumbles once is had by trying again", async () => {
    service.fail("throttled", "GetSecretValue", 1);
    expect(await cache.get()).toEqual(old);
    expect(fetches()).toBe(2);
  });

  test("because it has no value, or doesn't exist, fails as missing", async () => {
    for (const secretId of [service.set("empty"), "nowhere"]) {
      const empty = new CachedCredentials({ client: createSecretsClient(), secretId });
      await expect(empty.get()).rejects.toMatchObject({ failure: "missing", secretId });
    }
  });

  test.each([
    "hunter2",
    "{",
    '"hunter2"',
    "null",
    "[]",
    '{"username":"hunter2"}',
    '{"username":"","password":"hunter2"}',
  ])("because its value is %j fails as malformed, without telling the value", async (value) => {
    service.set("api", value);
    const error = await cache.get().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "SecretError", failure: "malformed" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hunter2");
  });
});
