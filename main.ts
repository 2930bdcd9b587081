import { readContext } from "./config/context";
import { loadSettings } from "./config/load-settings";
import { SettingsError } from "./config/settings-problem";
import { synthesize } from "./stacks/synthesize";

try {
  // Settings first: when one is wrong, the output of the last synth stays as it is.
  synthesize(loadSettings(readContext()));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
