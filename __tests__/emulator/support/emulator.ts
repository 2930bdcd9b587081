import { afterAll, beforeAll, expect, it } from "vitest";
import { missingForEmulator, startEmulator } from "../../../scripts/emulator/start-emulator.mjs";

/**
 * Why the emulated account can't run on this machine, or undefined. Whoever runs the tests is told in so many words; in
 * CI it is a failure, since an unnoticed gap would pass for a proof.
 */
export const emulatorMissing = missingForEmulator().join("\n") || undefined;

if (emulatorMissing) {
  console.warn(`\n*** The emulated account's tests did NOT run: ${emulatorMissing} ***\n`);
  it.runIf(process.env.CI === "true")("finds what the emulated account needs, which CI must have", () => {
    expect(emulatorMissing).toBeUndefined();
  });
}

/** What the account's API answered. */
export interface AccountAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else as it came. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any service; the tests say what they expect of it
  readonly body: any;
}

/** A running emulated account, and its API in the three ways that AWS's services speak. */
export interface TestAccount {
  readonly endpoint: string;
  readonly region: string;
  readonly stateFolder: string;
  /** A service with methods and paths, e.g. Lambda. */
  call(
    service: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<AccountAnswer>;
  /** A service that names its operations in a header, e.g. Secrets Manager. */
  target(service: string, target: string, body: object): Promise<AccountAnswer>;
  /** A service that takes forms and answers XML, e.g. RDS. */
  form(service: string, parameters: Record<string, string>): Promise<AccountAnswer>;
  /** The admin view: see emulator/admin.py. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  admin(path: string, method?: string): Promise<any>;
}

/** Starts an emulated account before a file's tests and ends it after them. */
export function useEmulator(): () => TestAccount {
  let emulator: Awaited<ReturnType<typeof startEmulator>> | undefined;
  beforeAll(async () => {
    if (!emulatorMissing) emulator = await startEmulator();
  });
  afterAll(async () => {
    await emulator?.stop();
  });
  return () => {
    if (!emulator) throw new Error("the emulated account is not running");
    return accountOf(emulator);
  };
}

function accountOf(emulator: Awaited<ReturnType<typeof startEmulator>>): TestAccount {
  const { endpoint, region, stateFolder, admin } = emulator;
  // No service checks signatures; its name in the scope is what a request is routed by.
  const authorization = (service: string) =>
    `AWS4-HMAC-SHA256 Credential=emulated/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const call: TestAccount["call"] = async (service, method, path, body, headers = {}) => {
    const answer = await fetch(endpoint + path, {
      method,
      headers: { Authorization: authorization(service), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: parsed(await answer.text()) };
  };
  return {
    endpoint,
    region,
    stateFolder,
    admin,
    call,
    target: (service, target, body) =>
      call(service, "POST", "/", body, {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": target,
      }),
    form: (service, parameters) =>
      call(service, "POST", "/", new URLSearchParams(parameters).toString(), {
        "Content-Type": "application/x-www-form-urlencoded",
      }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
