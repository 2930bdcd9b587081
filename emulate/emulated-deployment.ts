import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Layer, readLayers } from "../plan/layers";
import type { PlanCommandOptions } from "../plan/plan-command";
import type { Terraform } from "../plan/plan-layer";
import { installProviders } from "../plan/providers";
import type { Emulator, startEmulator } from "../scripts/emulator/start-emulator.mjs";
import { cdktfProgram } from "./cdktf-program";
import type { Context } from "./context";
import { deploymentEnvironment } from "./deployment-environment";
import { PrivateCopy } from "./private-copy";
import { type ProgramResult, runProgram } from "./run-program";

export interface EmulatedDeploymentOptions {
  /** The project's folder, built. */
  readonly root: string;
  readonly terraform: Terraform;
  readonly startEmulator: typeof startEmulator;
  /** Settings, as in cdktf.json's `context`. */
  readonly context: Context;
  /** Ends what runs. `close` is to be called all the same. */
  readonly signal: AbortSignal;
}

/** A command failed. The message says which, and what it said. */
export class CommandFailure extends Error {}

/** Stacks that cdktf works on at once: a run of the AWS provider takes some 400 MB and, while it plans, a core. */
const stacksAtOnce = 2;

/** What one must have seen of a command that failed. */
const lastLines = 60;

/**
 * Systems deployed to an emulated account as they are to AWS: cdktf, Terraform and the AWS provider are the real ones,
 * and are told where the account is by environment variables alone.
 */
export class EmulatedDeployment {
  /** What the stacks were last synthesized from. */
  private context: Context = {};

  private constructor(
    readonly account: Emulator,
    private readonly copy: PrivateCopy,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly cdktfFile: string,
    private readonly terraformProgram: Terraform,
    private readonly signal: AbortSignal,
  ) {}

  /** Starts an account and synthesizes the systems; nothing is deployed yet. */
  static async open(options: EmulatedDeploymentOptions): Promise<EmulatedDeployment> {
    const { root, terraform, signal } = options;
    const account = await options.startEmulator();
    const copy = new PrivateCopy(root);
    const environment = deploymentEnvironment(terraform.environment(), {
      ...account.environment,
      TF_CLI_CONFIG_FILE: terraformConfig(copy),
      TMPDIR: copy.temporary,
    });
    const deployment = new EmulatedDeployment(
      account,
      copy,
      environment,
      cdktfProgram(root),
      terraform,
      signal,
    );
    try {
      await deployment.configure(options.context);
      providers ??= installProviders(
        join(root, ".plan", ".providers"),
        deployment.layers(),
        terraform,
        signal,
      );
      writeFileSync(terraformConfig(copy), mirrorConfig(await providers));
      return deployment;
    } catch (error) {
      await deployment.close();
      throw error;
    }
  }

  /** Where it all is, with whatever Terraform has written: for who looks for what must not be in there. */
  get folder(): string {
    return this.copy.folder;
  }

  /** The folder Terraform runs in for a stack. */
  stackFolder(stack: string): string {
    return this.copy.stackFolder(stack);
  }

  /** Changes the settings and synthesizes anew; nothing is deployed yet. */
  async configure(context: Context): Promise<void> {
    this.context = context;
    this.copy.setContext(context);
    await this.succeed(process.execPath, [".build/app.cjs"], this.copy.folder);
  }

  /** The layers of the last synth, each after those that it reads. */
  layers(): Layer[] {
    return readLayers(this.copy.outdir);
  }

  /**
   * `cdktf deploy` of these stacks, each after those that it reads.
   * @param stacks names or patterns, as `directory-*`
   * @throws CommandFailure
   */
  async deploy(stacks: readonly string[], onLine?: (line: string) => void): Promise<void> {
    await this.cdktf("deploy", stacks, onLine);
  }

  /**
   * `cdktf destroy` of these stacks, each before those that it reads.
   * @param stacks names or patterns, as `directory-*`
   * @throws CommandFailure
   */
  async destroy(stacks: readonly string[], onLine?: (line: string) => void): Promise<void> {
    await this.cdktf("destroy", stacks, onLine);
  }

  /** Runs Terraform in a stack's folder, whatever comes of it. */
  tryTerraform(
    stack: string,
    args: readonly string[],
    { folder = this.stackFolder(stack), ...options }: TerraformRunOptions = {},
  ): Promise<ProgramResult> {
    const { environment, signal } = this;
    return runProgram("terraform", args, { folder, environment, signal, ...options });
  }

  /**
   * Runs Terraform in a stack's folder.
   * @returns what it printed
   * @throws CommandFailure
   */
  terraform(stack: string, args: readonly string[]): Promise<string> {
    return this.succeed("terraform", args, this.stackFolder(stack));
  }

  /** What `npm run plan` needs to plan with the settings and the environment of this deployment. */
  get planSurroundings(): Pick<PlanCommandOptions, "root" | "context" | "terraform" | "signal"> {
    const { context, terraformProgram, environment, signal } = this;
    const terraform = { ...terraformProgram, environment: () => environment };
    return { root: this.copy.folder, context, terraform, signal };
  }

  /** The outputs of a deployed stack. */
  async outputs(stack: string): Promise<Record<string, unknown>> {
    const answer: Record<string, { value: unknown }> = JSON.parse(
      await this.terraform(stack, ["output", "-json"]),
    );
    return Object.fromEntries(Object.entries(answer).map(([name, { value }]) => [name, value]));
  }

  /** Ends the account and removes everything. What still runs has to be ended first, by the signal. */
  async close(): Promise<void> {
    await this.account.stop();
    this.copy.remove();
  }

  private async cdktf(command: string, stacks: readonly string[], onLine?: (line: string) => void) {
    const args = [
      this.cdktfFile,
      command,
      ...stacks,
      "--auto-approve",
      "--no-color",
      // Would ask the registry for the checksums of every platform.
      "--skip-provider-lock",
      `--parallelism=${stacksAtOnce}`,
    ];
    await this.succeed(process.execPath, args, this.copy.folder, onLine);
  }

  private async succeed(
    command: string,
    args: readonly string[],
    folder: string,
    onLine?: (line: string) => void,
  ): Promise<string> {
    const { environment, signal } = this;
    const options = { folder, environment, signal, ...(onLine ? { onLine } : {}) };
    const { code, stdout, stderr } = await runProgram(command, args, options);
    if (code === 0) return stdout;
    const said = `${stdout}\n${stderr}`.trim().split("\n").slice(-lastLines).join("\n");
    throw new CommandFailure(`${[command, ...args].join(" ")} ended with ${code}:\n${said}`);
  }
}

export interface TerraformRunOptions {
  /** Instead of the stack's own. */
  readonly folder?: string;
  readonly onLine?: (line: string) => void;
  /** Kills this run alone. */
  readonly kill?: AbortSignal;
}

function terraformConfig(copy: PrivateCopy): string {
  return join(copy.folder, "terraform.tfrc");
}

function mirrorConfig(providers: string): string {
  return `provider_installation {
  filesystem_mirror {
    path = ${JSON.stringify(providers)}
  }
}
`;
}

/**
 * One installation a process: deployments link to what is in the folder, and Terraform expects to be alone with a folder
 * that it installs to.
 */
let providers: Promise<string> | undefined;
