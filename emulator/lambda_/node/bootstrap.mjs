/**
 * What Lambda's own Node.js runtime does: loads the handler and asks the Runtime API for one event after the other
 * (Lambda Developer Guide, "Using the Lambda runtime API").
 */
import { existsSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

// Their values are this file's business; a function sees neither.
const { AWS_LAMBDA_RUNTIME_API: api, _HANDLER: handlerName, LAMBDA_TASK_ROOT: taskRoot } = process.env;
const [hostname, port] = api.split(":");

let requestId = "";

const handler = await loadHandler().catch(async (error) => {
  await call("POST", "init/error", describe(error));
  process.exit(1);
});
writeConsoleLikeLambda();
process.on("uncaughtException", failInvocation);
process.on("unhandledRejection", failInvocation);
for (;;) await answerNext();

async function loadHandler() {
  const dot = handlerName.lastIndexOf(".");
  const module = join(taskRoot, handlerName.slice(0, dot));
  const file = [".js", ".mjs", ".cjs"].map((extension) => module + extension).find(existsSync);
  if (!file) {
    const error = new Error(`Error: Cannot find module '${handlerName.slice(0, dot)}'`);
    error.name = "Runtime.ImportModuleError";
    throw error;
  }
  const exported = await import(pathToFileURL(file).href);
  const name = handlerName.slice(dot + 1);
  const found = exported[name] ?? exported.default?.[name];
  if (typeof found !== "function") {
    const error = new Error(`${handlerName} is undefined or not exported`);
    error.name = "Runtime.HandlerNotFound";
    throw error;
  }
  return found;
}

async function answerNext() {
  const { headers, body } = await call("GET", "invocation/next");
  requestId = headers["lambda-runtime-aws-request-id"];
  if (headers["lambda-runtime-trace-id"]) process.env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"];
  const outcome = await run(JSON.parse(body), contextOf(headers)).then(
    (result) => ["response", JSON.stringify(result) ?? "null"],
    (error) => ["error", describe(error)],
  );
  await finish(...outcome);
}

/** Promise or callback, whichever the handler gives first; without either, null. */
function run(event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) => (error ? reject(error) : resolve(result));
    const result = handler(event, context, callback);
    if (typeof result?.then === "function") result.then(resolve, reject);
    else if (handler.length < 3) resolve(null);
  });
}

async function finish(kind, body) {
  if (kind === "error") process.stderr.write(`${stamp()}\tERROR\tInvoke Error \t${body}\n`);
  // All that the handler printed is before this line: the emulator has it when it sees the line.
  process.stdout.write(`\0end ${requestId} ${process.resourceUsage().maxRSS}\n`);
  await call("POST", `invocation/${requestId}/${kind}`, body);
}

/** As on Lambda, an error outside of the handler's promise costs the process. */
async function failInvocation(error) {
  process.stderr.write(`${stamp()}\tERROR\tUncaught Exception \t${describe(error)}\n`);
  if (requestId) await finish("error", describe(error));
  process.exit(129);
}

function describe(error) {
  if (!(error instanceof Error))
    return JSON.stringify({ errorType: typeof error, errorMessage: inspect(error) });
  const { name: errorType, message: errorMessage, stack } = error;
  return JSON.stringify({ errorType, errorMessage, trace: String(stack).split("\n") });
}

function contextOf(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: requestId,
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** Time, request and level before each line, and no line break within one, as in the logs on AWS. */
function writeConsoleLikeLambda() {
  const levels = { log: "INFO", info: "INFO", debug: "DEBUG", trace: "TRACE", warn: "WARN", error: "ERROR" };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...words) => {
      const line = words.map((word) => (typeof word === "string" ? word : inspect(word))).join(" ");
      process.stdout.write(`${stamp()}\t${level}\t${line.replaceAll("\n", "\r")}\n`);
    };
  }
}

function stamp() {
  return `${new Date().toISOString()}\t${requestId || "undefined"}`;
}

/** No agent, no time-out: the answer to "next" comes with the next event, however late. */
function call(method, path, body = "") {
  return new Promise((resolve) => {
    const outgoing = request(
      {
        hostname,
        port,
        method,
        path: `/2018-06-01/runtime/${path}`,
        headers: { "Content-Length": Buffer.byteLength(body) },
      },
      async (answer) => resolve({ headers: answer.headers, body: await text(answer) }),
    );
    // Nobody is there any more to work for.
    outgoing.on("error", () => process.exit(0));
    outgoing.end(body);
  });
}
