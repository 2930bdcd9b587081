import { rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { CommandError } from "../command-line/command-error";
import { readContext } from "../config/context";
import { loadSettings } from "../config/load-settings";
import type { Settings } from "../config/settings";
import { SettingsError } from "../config/settings-problem";
import { synthesize } from "../stacks/synthesize";
import { chooseLayers } from "./choose-layers";
import { type Layer, readLayers } from "./layers";
import { type PlanArguments, planUsage, readPlanArguments } from "./plan-arguments";
import { type PlanFolder, prepareFolder, takePlace } from "./plan-folder";
import { type Terraform, TerraformFailure } from "./plan-layer";
import { type LayerOutcome, planLayers } from "./plan-layers";
import { planReport, progressLine } from "./plan-report";
import { type PlanSummary, summarize } from "./plan-summary";
import { installProviders } from "./providers";

/** What the command gets from its surroundings. */
export interface PlanCommandOptions {
  /** What stands after the command's name. */
  readonly args: readonly string[];
  /** The project's folder: where cdktf.json is, and local states count from. */
  readonly root: string;
  /** What the settings are made of. @default what `readContext` finds for the project's folder */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Where results go. @default `.plan` in the project */
  readonly planRoot?: string;
  readonly terraform: Terraform;
  /** Told what was planned, in the form for programs. */
  readonly onSummary?: (summary: PlanSummary) => void;
  /** Results. */
  readonly print: (text: string) => void;
  /** Progress, and what is wrong. */
  readonly printError: (text: string) => void;
  /** Ends the run early. */
  readonly signal: AbortSignal;
}

/**
 * `npm run plan`.
 *
 * @returns the exit code: 0 when every layer is planned; 1 after having printed what is wrong; 130 when interrupted
 */
export async function planCommand(options: PlanCommandOptions): Promise<number> {
  try {
    const request = readPlanArguments(options.args);
    if (request === undefined) {
      options.print(planUsage);
      return 0;
    }
    const outcomes = await planSystems(request, options);
    return outcomes.every(({ outcome }) => outcome === "planned") ? 0 : 1;
  } catch (error) {
    if (options.signal.aborted) {
      options.printError("Interrupted: there is no result.");
      return interrupted;
    }
    if (!(error instanceof CommandError || error instanceof SettingsError)) throw error;
    options.printError(error.message);
    return 1;
  }
}

/** As a shell says it of a command that Ctrl-C has ended. */
const interrupted = 130;

async function planSystems(request: PlanArguments, options: PlanCommandOptions): Promise<LayerOutcome[]> {
  const { root, print, terraform, signal } = options;
  const { mode, system } = request;
  const planRoot = options.planRoot ?? join(root, ".plan");
  const settings = settingsOf(request, options.context ?? readContext(root));
  requireTerraform(terraform);
  const folder = synthesizeInto(planRoot, settings, request);
  const layers = chooseLayers(readLayers(folder.outdir), system);
  const providers = await fetchProviders(join(planRoot, ".providers"), layers, options);
  const outcomes = await planLayers(layers, {
    mode,
    folder,
    projectOutdir: resolve(root, process.env.CDKTF_OUTDIR ?? "cdktf.out"),
    terraform,
    providers,
    signal,
    ...progress(request, options),
  });
  signal.throwIfAborted();
  const run = { mode, environment: settings.environment, preset: settings.preset };
  const summary = summarize(outcomes, run, folder);
  writeFileSync(folder.summary, `${JSON.stringify(summary, null, 2)}\n`);
  options.onSummary?.(summary);
  print(planReport(outcomes, mode));
  print(
    `\nThe plans as JSON: ${relative(root, folder.plans)}/ (secret values in clear: show them to nobody who may not see the states)`,
  );
  return outcomes;
}

function settingsOf({ preset }: PlanArguments, context: Readonly<Record<string, unknown>>): Settings {
  return loadSettings({ ...context, ...(preset === undefined ? {} : { preset }) });
}

function requireTerraform({ find }: Terraform): void {
  const found = find();
  if ("missing" in found) throw new CommandError(`Nothing was planned: ${found.missing}`);
}

/** A synth of the run's own, put in the place of the last run's results once it is clear that there is work to do. */
function synthesizeInto(planRoot: string, settings: Settings, { mode, system }: PlanArguments): PlanFolder {
  const draft = prepareFolder(planRoot);
  try {
    synthesize(settings, draft.outdir);
    chooseLayers(readLayers(draft.outdir), system);
    return takePlace(draft, join(planRoot, system, settings.environment, mode));
  } finally {
    rmSync(draft.path, { recursive: true, force: true });
  }
}

async function fetchProviders(folder: string, layers: readonly Layer[], options: PlanCommandOptions) {
  try {
    return await installProviders(folder, layers, options.terraform, options.signal);
  } catch (error) {
    if (!(error instanceof TerraformFailure)) throw error;
    throw new CommandError(
      `Nothing was planned: the AWS provider can't be installed. Connect to the internet, or unpack a mirror (README, "Offline"). terraform ${error.command} says:\n\n${error.message}`,
    );
  }
}

function progress({ mode }: PlanArguments, { printError }: PlanCommandOptions) {
  return {
    onStart: ({ stack }: Layer) => printError(`${stack}: planning ${mode === "live" ? "live" : "offline"} …`),
    onEnd: (outcome: LayerOutcome) => printError(progressLine(outcome)),
  };
}
