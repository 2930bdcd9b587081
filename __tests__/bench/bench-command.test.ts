import { describe, expect, it } from "vitest";
import { readBenchArguments } from "../../bench/bench-arguments";
import { benchCommand } from "../../bench/bench-command";

/** Runs the command where nothing may be built or measured. */
async function bench(args: string[]) {
  const printed: string[] = [];
  const errors: string[] = [];
  const code = await benchCommand({
    args,
    root: "/nowhere",
    build: () => Promise.reject(new Error("something was built")),
    bundle: () => Promise.reject(new Error("something was bundled")),
    app: "app.cjs",
    apiPrograms: { measuringProcess: "measuring-process.mjs", contender: "contender.mjs" },
    folder: "/nowhere/bench",
    loadApplyCosts: () => Promise.reject(new Error("something was loaded")),
    findTerraform: () => ({ missing: "no terraform" }),
    print: (text) => printed.push(text),
    printError: (text) => errors.push(text),
    signal: new AbortController().signal,
  });
  return { code, output: printed.join("\n"), errors: errors.join("\n") };
}

describe("npm run bench", () => {
  it("shows how it is called", async () => {
    const { code, output } = await bench(["--help"]);
    expect(code).toBe(0);
    expect(output).toContain("npm run bench -- [synth|api|all] [people …] [--brief]");
  });

  it.each([
    [["snyth"], 'there is no benchmark "snyth"; did you mean synth?\n\n  allowed  synth, api, all'],
    [["1000"], 'there is no benchmark "1000"\n\n  allowed  synth, api, all'],
    [["synth", "1000"], "sizes are the API's; given for synth: 1000"],
    [["api", "1e3"], 'given "1e3" in 1e3'],
    [["api", "0"], 'numbers of people must be whole, at least 1 and ascending; given "0"'],
    [["api", "1000", "100"], 'given "100" in 1000 100'],
    [["all", "--breif"], "Unknown option '--breif'"],
  ])("refuses %j before it does anything", async (args, message) => {
    const { code, errors } = await bench(args);
    expect(code).toBe(1);
    expect(errors).toContain(message);
  });
});

describe("what is asked for", () => {
  it("is the synth unless something is named", () => {
    expect(readBenchArguments([])).toEqual({
      subjects: ["synth"],
      scales: [1_000, 10_000, 100_000, 1_000_000],
      isBrief: false,
      writesReport: false,
      isPartial: false,
    });
  });

  it("are the named sizes of the API", () => {
    expect(readBenchArguments(["api", "10", "2000"])).toMatchObject({
      subjects: ["api"],
      scales: [10, 2_000],
    });
  });

  it("is the whole report only without --brief and sizes", () => {
    expect(readBenchArguments(["all"])).toMatchObject({
      subjects: ["synth", "api"],
      writesReport: true,
      isPartial: false,
    });
    expect(readBenchArguments(["all", "--brief"])).toMatchObject({ scales: [1_000], isPartial: true });
    expect(readBenchArguments(["all", "1000"])).toMatchObject({ writesReport: true, isPartial: true });
  });
});
