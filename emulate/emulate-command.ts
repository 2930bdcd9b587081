import { CommandError } from "../command-line/command-error";
import { TerraformFailure } from "../plan/plan-layer";
import type { AccountCommandOptions } from "./account-command";
import type { CheckResult } from "./check";
import { checkReport } from "./check-report";
import { type EmulateArguments, emulateUsage, readEmulateArguments } from "./emulate-arguments";
import { EmulatedDeployment } from "./emulated-deployment";
import { missingForProcessTree } from "./process-tree";
import { firstContext, type RehearsalOptions, rehearse } from "./rehearsal";

/** As a shell says it of a command that Ctrl-C has ended. */
const interrupted = 130;

/**
 * `npm run emulate`.
 *
 * @returns the exit code: 0 when every check passed; 1 after having printed what is wrong; 130 when interrupted
 */
export async function emulateCommand(options: AccountCommandOptions): Promise<number> {
  const { args, print, printError, signal } = options;
  try {
    const request = readEmulateArguments(args);
    if (request === undefined) {
      print(emulateUsage);
      return 0;
    }
    requireTools(options);
    const results = await rehearseSystems(request, options);
    print(checkReport(results));
    return results.every(({ outcome }) => outcome === "passed") ? 0 : 1;
  } catch (error) {
    if (signal.aborted) {
      printError("Interrupted: there is no result, and everything is removed.");
      return interrupted;
    }
    printError(explanation(error));
    return 1;
  }
}

/** @throws the error itself when it is nobody's but ours */
function explanation(error: unknown): string {
  if (error instanceof TerraformFailure) {
    return `The AWS provider can't be installed. Connect to the internet, or unpack a mirror (README, "Offline"). terraform ${error.command} says:\n\n${error.message}`;
  }
  if (error instanceof CommandError) return error.message;
  throw error;
}

function requireTools({ missingTools }: AccountCommandOptions): void {
  const missing = [...missingTools(), ...missingForProcessTree()];
  if (missing.length === 0) return;
  throw new CommandError(
    `Nothing was deployed; this machine lacks:\n\n${missing.map((line) => `  ${line}`).join("\n")}`,
  );
}

/**
 * Every system with every preset in an account of its own, all at the same time: most of the time the provider waits, as
 * it does for AWS. What breaks one off ends the others too.
 */
async function rehearseSystems(
  { systems, presets, isBrief }: EmulateArguments,
  options: AccountCommandOptions,
): Promise<CheckResult[]> {
  const say = timed(options.printError);
  say("building the app and its functions …");
  await options.build();
  const breakOff = new AbortController();
  const signal = AbortSignal.any([options.signal, breakOff.signal]);
  const rehearsals = systems.flatMap((name) => presets.map((preset) => ({ name, preset, isBrief })));
  const runs = rehearsals.map((each) =>
    rehearseSystem(each, { ...options, signal }, say).catch((error) => {
      breakOff.abort(error);
      throw error;
    }),
  );
  const outcomes = await Promise.allSettled(runs);
  if (breakOff.signal.aborted) throw breakOff.signal.reason;
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
}

async function rehearseSystem(
  { name, preset, isBrief }: Pick<RehearsalOptions, "name" | "preset" | "isBrief">,
  { root, terraform, startEmulator, signal }: AccountCommandOptions,
  sayAll: (text: string) => void,
): Promise<CheckResult[]> {
  const say = (text: string) => sayAll(`${name} ${preset}: ${text}`);
  say("starting an emulated account …");
  const context = firstContext(name, preset);
  const deployment = await EmulatedDeployment.open({ root, terraform, startEmulator, context, signal });
  try {
    return await rehearse({ name, preset, isBrief, deployment, say, signal });
  } finally {
    await deployment.close();
  }
}

/** Progress with the time since the start. */
function timed(print: (text: string) => void): (text: string) => void {
  const start = Date.now();
  return (text) => {
    const seconds = Math.round((Date.now() - start) / 1000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    print(`${clock.padStart(6)}  ${text}`);
  };
}
