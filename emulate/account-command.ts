import type { Terraform } from "../plan/plan-layer";
import type { startEmulator } from "../scripts/emulator/start-emulator.mjs";

/** What a command that deploys to an emulated account gets from its surroundings. */
export interface AccountCommandOptions {
  /** What stands after the command's name. */
  readonly args: readonly string[];
  /** The project's folder. */
  readonly root: string;
  /** What this machine lacks for it, each with the command that brings it. */
  readonly missingTools: () => readonly string[];
  /** Bundles the app and packs the functions. */
  readonly build: () => Promise<void>;
  readonly terraform: Terraform;
  readonly startEmulator: typeof startEmulator;
  /** Results. */
  readonly print: (text: string) => void;
  /** Progress, and what is wrong. */
  readonly printError: (text: string) => void;
  /** Ends the command early. */
  readonly signal: AbortSignal;
}
