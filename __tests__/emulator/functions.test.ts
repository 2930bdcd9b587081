import { strToU8, zipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { type AccountAnswer, emulatorMissing, useEmulator } from "./support/emulator";

const account = useEmulator();

/** Does what its event says. */
const source = `
let calls = 0;
exports.handler = async ({ wait, fail, end, size, connect, read, tell }, context) => {
  calls += 1;
  console.log("call", calls);
  if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
  if (fail) throw new RangeError(fail);
  if (end) process.exit(end);
  if (size) return "x".repeat(size);
  if (connect) return new Promise((resolve) =>
    require("node:net").connect(443, connect).on("error", (error) => resolve(error.code)));
  if (tell) return tell === "context" ? { ...context, left: context.getRemainingTimeInMillis() } : process.env;
  return { calls, trace: process.env._X_AMZN_TRACE_ID };
};`;

interface Outcome {
  readonly status: number;
  readonly error: string | null;
  readonly log: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test's function returns
  readonly payload: any;
}

async function invoke(event: unknown, name = "worker"): Promise<Outcome> {
  const answer = await account().call("lambda", "POST", `/2015-03-31/functions/${name}/invocations`, event, {
    "X-Amz-Log-Type": "Tail",
  });
  return outcomeOf(answer);
}

function outcomeOf(answer: AccountAnswer): Outcome {
  return {
    status: answer.status,
    error: answer.headers.get("x-amz-function-error"),
    log: Buffer.from(answer.headers.get("x-amz-log-result") ?? "", "base64").toString(),
    payload: answer.body,
  };
}

async function createFunction(name: string, files: Record<string, string>, more: object = {}): Promise<void> {
  const contents = Object.entries(files).map(([file, text]) => [file, strToU8(text)] as const);
  const { status } = await account().call("lambda", "POST", "/2015-03-31/functions", {
    FunctionName: name,
    Runtime: "nodejs22.x",
    Role: "arn:aws:iam::123456789012:role/worker",
    Handler: "index.handler",
    Timeout: 1,
    MemorySize: 256,
    Environment: { Variables: { COLOUR: "red" } },
    Code: { ZipFile: Buffer.from(zipSync(Object.fromEntries(contents))).toString("base64") },
    ...more,
  });
  expect(status).toBe(201);
}

describe.skipIf(emulatorMissing)("a function in the emulated account", () => {
  beforeAll(async () => {
    await account().form("iam", { Action: "CreateRole", RoleName: "worker", AssumeRolePolicyDocument: "{}" });
    await account().target("logs", "Logs_20140328.CreateLogGroup", { logGroupName: "/aws/lambda/worker" });
    await createFunction("worker", { "index.js": source });
  });

  it("is cold once, and then warm in the same process", async () => {
    const cold = await invoke({});
    const warm = await invoke({});
    expect([cold.payload.calls, warm.payload.calls]).toEqual([1, 2]);
    expect(cold.log).toMatch(/REPORT RequestId: .*Init Duration: [\d.]+ ms/);
    expect(warm.log).toContain("REPORT RequestId");
    expect(warm.log).not.toContain("Init Duration");
  });

  it("gets a trace of its own with each event", async () => {
    const traces = [await invoke({}), await invoke({})].map(({ payload }) => payload.trace);
    expect(traces[0]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/);
    expect(traces[0]).not.toBe(traces[1]);
  });

  it("finds its own variables and Lambda's, but nothing of this machine's", async () => {
    process.env.STRATA_TEST_LEAK = "leaked";
    const { payload } = await invoke({ tell: "environment" });
    delete process.env.STRATA_TEST_LEAK;
    expect(payload).toMatchObject({
      COLOUR: "red",
      AWS_LAMBDA_FUNCTION_NAME: "worker",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_ENDPOINT_URL: account().endpoint,
      AWS_REGION: account().region,
      _HANDLER: "index.handler",
    });
    expect(Object.keys(payload)).not.toContain("STRATA_TEST_LEAK");
    expect(Object.keys(payload)).not.toContain("STRATA_HOSTS_FILE");
  });

  it("is told what Lambda tells", async () => {
    const { payload } = await invoke({ tell: "context" });
    expect(payload).toMatchObject({
      functionName: "worker",
      invokedFunctionArn: `arn:aws:lambda:${account().region}:123456789012:function:worker`,
      memoryLimitInMB: "256",
      logGroupName: "/aws/lambda/worker",
    });
    expect(payload.left).toBeGreaterThan(0);
    expect(payload.left).toBeLessThanOrEqual(1_000);
  });

  it("survives an error that it throws", async () => {
    const before = await invoke({});
    const failed = await invoke({ fail: "too far" });
    const after = await invoke({});
    expect(failed).toMatchObject({ status: 200, error: "Unhandled" });
    expect(failed.payload).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
    expect(failed.log).toContain("ERROR\tInvoke Error");
    expect(after.payload.calls).toBe(before.payload.calls + 2);
  });

  it("is ended at its time-out, and the next event finds a cold one", async () => {
    const late = await invoke({ wait: 5_000 });
    expect(late).toMatchObject({ status: 200, error: "Unhandled" });
    expect(late.payload.errorType).toBe("Sandbox.Timedout");
    expect(late.payload.errorMessage).toMatch(/Task timed out after 1\.00 seconds$/);
    expect((await invoke({})).payload.calls).toBe(1);
  });

  it("may crash, and the next event finds a cold one", async () => {
    const crashed = await invoke({ end: 3 });
    expect(crashed).toMatchObject({ status: 200, error: "Unhandled" });
    expect(crashed.payload.errorMessage).toMatch(/Error: Runtime exited with error: exit status 3$/);
    expect((await invoke({})).payload.calls).toBe(1);
  });

  it("is frozen between two events: no timer fires", async () => {
    await createFunction("sleeper", {
      "index.js": `
        let ticks = 0;
        setInterval(() => { ticks += 1; }, 10);
        exports.handler = async () => ticks;`,
    });
    const before = (await invoke({}, "sleeper")).payload;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await invoke({}, "sleeper")).payload - before).toBeLessThan(10);
  });

  it("answers with at most six megabytes", async () => {
    const { error, payload } = await invoke({ size: 6_300_000 });
    expect(error).toBe("Unhandled");
    expect(payload.errorType).toBe("Function.ResponseSizeTooLarge");
  });

  it("is given at most six megabytes", async () => {
    expect((await invoke({ ballast: "x".repeat(6_300_000) })).status).toBe(413);
  });

  it("reaches nothing outside of the account", async () => {
    expect((await invoke({ connect: "example.com" })).payload).toBe("ENOTFOUND");
  });

  it("runs at most as often at once as is reserved for it, one event a process", async () => {
    const limit = (count: number) =>
      account().call("lambda", "PUT", "/2017-10-31/functions/worker/concurrency", {
        ReservedConcurrentExecutions: count,
      });
    await limit(2);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => invoke({ wait: 300 })));
    await account().call("lambda", "DELETE", "/2017-10-31/functions/worker/concurrency");
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429]);
    const refused = outcomes.find(({ status }) => status === 429);
    expect(refused?.payload.Reason).toBe("ReservedFunctionConcurrentInvocationLimitExceeded");
  });

  it("gets new processes with a new configuration and with new code", async () => {
    await invoke({});
    const Environment = { Variables: { COLOUR: "blue" } };
    await account().call("lambda", "PUT", "/2015-03-31/functions/worker/configuration", { Environment });
    expect((await invoke({ tell: "environment" })).payload.COLOUR).toBe("blue");
    const ZipFile = Buffer.from(
      zipSync({ "index.mjs": strToU8("export const handler = async () => 'new';") }),
    );
    await account().call("lambda", "PUT", "/2015-03-31/functions/worker/code", {
      ZipFile: ZipFile.toString("base64"),
    });
    expect((await invoke({})).payload).toBe("new");
  });

  it("says why it can't be loaded", async () => {
    await createFunction("broken", { "index.js": "throw new Error('no luck')" });
    await createFunction("nameless", { "index.js": "exports.other = 1" });
    expect((await invoke({}, "broken")).payload).toMatchObject({
      errorType: "Error",
      errorMessage: "no luck",
    });
    expect((await invoke({}, "nameless")).payload.errorType).toBe("Runtime.HandlerNotFound");
  });

  it("must exist", async () => {
    expect(await invoke({}, "nobody")).toMatchObject({ status: 404 });
  });

  it("writes into its log group, each process a stream", async () => {
    const { body } = await account().target("logs", "Logs_20140328.FilterLogEvents", {
      logGroupName: "/aws/lambda/worker",
    });
    const messages = body.events.map(({ message }: { message: string }) => message);
    expect(messages).toContainEqual(expect.stringMatching(/^START RequestId: \S+ Version: \$LATEST$/));
    expect(messages).toContainEqual(expect.stringMatching(/\tINFO\tcall 1$/));
    expect(messages).toContainEqual(expect.stringMatching(/Task timed out after 1\.00 seconds$/));
    const streams = new Set(body.events.map((event: { logStreamName: string }) => event.logStreamName));
    expect(streams.size).toBeGreaterThan(2);
  });
});
