import type { Section } from "./section";
import type { ContendersOptions } from "./synth/contenders";
import { measureSynth } from "./synth/measure-synth";
import { synthReport } from "./synth/synth-report";
import { judgeSynth } from "./synth/synth-targets";

/** How long a synth takes, and what memory. */
export function synthSection(options: ContendersOptions): Section {
  return {
    title: "Synth",
    measure: async () => {
      const figures = await measureSynth(options);
      return { text: synthReport(figures), verdicts: judgeSynth(figures) };
    },
  };
}
