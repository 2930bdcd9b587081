import { join } from "node:path";
import { CommandError } from "../command-line/command-error";
import type { AccountCommandOptions } from "../emulate/account-command";
import { CommandFailure, EmulatedDeployment } from "../emulate/emulated-deployment";
import { missingForProcessTree } from "../emulate/process-tree";
import { StackProgress } from "../emulate/stack-progress";
import { TerraformFailure } from "../plan/plan-layer";
import { type DemoArguments, demoUsage, readDemoArguments } from "./demo-arguments";
import { type DemoPlace, demoReport } from "./demo-report";
import { askDirectory, emulatedApiUrl } from "./deployed-api";
import { type DatabaseOutputs, loadSamplePeople } from "./sample-people";
import { signInSampleUsers, signInSettings, type TokenFiles } from "./sign-in";

/**
 * `npm run demo`: the directory, deployed to an emulated account and alive until it is interrupted.
 *
 * @returns the exit code: 0 when it was alive; 1 after having printed what is wrong; 130 when it was interrupted before
 */
export async function demoCommand(options: AccountCommandOptions): Promise<number> {
  const { args, print, printError, signal } = options;
  try {
    const request = readDemoArguments(args);
    if (request === undefined) {
      print(demoUsage);
      return 0;
    }
    requireTools(options);
    await runDemo(request, options);
    return 0;
  } catch (error) {
    if (signal.aborted) {
      printError("Interrupted: everything is removed.");
      return interrupted;
    }
    printError(explanation(error));
    return 1;
  }
}

/** As a shell says it of a command that Ctrl-C has ended. */
const interrupted = 130;

/** @throws the error itself when it is nobody's but ours */
function explanation(error: unknown): string {
  if (error instanceof TerraformFailure) {
    return `The AWS provider can't be installed. Connect to the internet, or unpack a mirror (README, "Offline"). terraform ${error.command} says:\n\n${error.message}`;
  }
  if (error instanceof CommandError || error instanceof CommandFailure) return error.message;
  throw error;
}

function requireTools({ missingTools }: AccountCommandOptions): void {
  const missing = [...missingTools(), ...missingForProcessTree()];
  if (missing.length === 0) return;
  throw new CommandError(
    `The demo needs what this machine lacks:\n\n${missing.map((line) => `  ${line}`).join("\n")}`,
  );
}

/** The cheap and quick preset, in the environment that the docs show. Settings of the user's don't count here. */
const settings = { preset: "dev", systems: ["directory"] };

async function runDemo(request: DemoArguments, options: AccountCommandOptions): Promise<void> {
  const { root, terraform, print, printError, signal } = options;
  const say = timed(printError);
  say("building the app and its functions …");
  await options.build();
  say("starting the emulated account; the AWS provider is fetched unless it is there …");
  const deployment = await EmulatedDeployment.open({
    root,
    terraform,
    startEmulator: options.startEmulator,
    context: settings,
    signal,
  });
  try {
    const place = await bringToLife(deployment, request, say);
    print(demoReport(place));
    await aborted(signal);
    say("removing everything …");
  } finally {
    await deployment.close();
  }
  print("The demo is over: no process and no file of it is left.");
}

async function bringToLife(
  deployment: EmulatedDeployment,
  { signIn }: DemoArguments,
  say: (text: string) => void,
): Promise<DemoPlace> {
  const { account, folder } = deployment;
  if (signIn) await deployment.configure({ ...settings, directory: await signInSettings(account) });
  const progress = new StackProgress(say);
  await deployment.deploy(["directory-*"], (line) => progress.read(line));
  const [data, compute, api] = await Promise.all(
    ["data", "compute", "api"].map((layer) => deployment.outputs(`directory-${layer}`)),
  );
  say("loading people …");
  await loadSamplePeople(account, data as unknown as DatabaseOutputs);
  const tokens = await signInUsers(deployment, api?.user_pool_id);
  const apiUrl = emulatedApiUrl(String(api?.api_url), account.endpoint);
  return {
    apiUrl,
    siteUrl: String(compute?.site_url),
    account,
    folder,
    tokens,
    // A whole request through everything: what is printed as alive is.
    people: await askDirectory(apiUrl, tokens?.viewer),
  };
}

async function signInUsers(
  { account, folder }: EmulatedDeployment,
  poolId: unknown,
): Promise<TokenFiles | undefined> {
  if (typeof poolId !== "string") return undefined;
  return signInSampleUsers(account, poolId, join(folder, "tokens"));
}

/** Progress with the seconds since the start. */
function timed(print: (text: string) => void): (text: string) => void {
  const start = Date.now();
  return (text) => print(`${String(Math.round((Date.now() - start) / 1000)).padStart(4)} s  ${text}`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Waiting for a signal alone doesn't keep Node.js running.
    const keepAlive = setInterval(() => {}, 60_000);
    const end = () => {
      clearInterval(keepAlive);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
  });
}
