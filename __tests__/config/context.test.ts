import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

const cdktf = createRequire(import.meta.url).resolve("cdktf-cli/bundle/bin/cdktf");

let scratch: string;
let folder: string;
let runs = 0;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "strata-context-"));
  // The app as users have it, one file; it writes what it read where the test finds it.
  buildSync({
    stdin: {
      contents: `
        import { writeFileSync } from "node:fs";
        import { readContext } from "./config/context";
        import { SettingsError } from "./config/settings-problem";
        try {
          writeFileSync("context.json", JSON.stringify(readContext()));
        } catch (error) {
          if (!(error instanceof SettingsError)) throw error;
          console.error(error.message);
          process.exitCode = 1;
        }`,
      resolveDir: process.cwd(),
    },
    outfile: join(scratch, "app.cjs"),
    bundle: true,
    platform: "node",
    logLevel: "silent",
  });
  // What cdktf-cli 0.21 does to the variable, without its five seconds of start.
  writeFileSync(
    join(scratch, "cli.cjs"),
    `const { context } = JSON.parse(require("node:fs").readFileSync("cdktf.json", "utf8"));
     if (context) process.env.CDKTF_CONTEXT_JSON = JSON.stringify(context);
     const given = process.env.CDKTF_CONTEXT_JSON ? JSON.parse(process.env.CDKTF_CONTEXT_JSON) : {};
     const { status } = require("node:child_process").spawnSync("node ../app.cjs; exit $?", {
       shell: true,
       stdio: "inherit",
       env: { ...process.env, CDKTF_CONTEXT_JSON: JSON.stringify({ ...given, cdktfRelativeModules: ["./"] }) },
     });
     process.exitCode = status;`,
  );
});

beforeEach(() => {
  runs += 1;
  folder = join(scratch, `run-${runs}`);
  mkdirSync(folder);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Case {
  readonly file?: unknown;
  readonly variable?: string;
}

function run(command: string[], { file, variable }: Case) {
  if (file !== undefined) {
    writeFileSync(join(folder, "cdktf.json"), typeof file === "string" ? file : JSON.stringify(file));
  }
  const { CDKTF_CONTEXT_JSON: _outer, ...env } = process.env;
  const result = spawnSync(process.execPath, command, {
    cwd: folder,
    encoding: "utf8",
    env: {
      ...env,
      CHECKPOINT_DISABLE: "1",
      CI: "1",
      ...(variable === undefined ? {} : { CDKTF_CONTEXT_JSON: variable }),
    },
  });
  const read = () => JSON.parse(readFileSync(join(folder, "context.json"), "utf8"));
  return { status: result.status, output: result.stdout + result.stderr, read };
}

const app = ["../app.cjs"];
const cli = ["../cli.cjs"];

describe("started by itself", () => {
  it("reads nothing where there is nothing", () => {
    expect(run(app, {}).read()).toEqual({});
    expect(run(app, { file: { language: "typescript" } }).read()).toEqual({});
    expect(run(app, { variable: "" }).read()).toEqual({});
  });

  it("lays the variable over cdktf.json", () => {
    const context = { preset: "prod", directory: { azs: ["a", "b"], image: "1" } };
    const variable = '{"directory": {"azs": ["c"]}}';
    expect(run(app, { file: { context }, variable }).read()).toEqual({
      preset: "prod",
      directory: { azs: ["c"], image: "1" },
    });
  });

  it.each([
    ["cdktf.json", { file: "{" }],
    ["cdktf.json", { file: "[]" }],
    ["cdktf.json: context", { file: { context: "prod" } }],
    ["CDKTF_CONTEXT_JSON", { variable: "preset=prod" }],
    ["CDKTF_CONTEXT_JSON", { variable: '["prod"]' }],
  ])("reports a problem with %s in %j", (key, input) => {
    const { status, output } = run(app, input);
    expect(status).toBe(1);
    expect(output).toContain("The settings have 1 problem; nothing was written.");
    expect(output).toContain(`  ${key}\n`);
    expect(output).toContain("allowed  a JSON object");
  });
});

describe("started by a CLI that overwrites the variable", () => {
  const context = { preset: "prod", region: "eu-north-1" };
  const variable = '{"preset": "dev"}';

  it("has the CLI's mark and nothing else where nothing is set", () => {
    expect(run(cli, { file: {} }).read()).toEqual({ cdktfRelativeModules: ["./"] });
  });

  it("gets the caller's variable passed on when cdktf.json has no context", () => {
    expect(run(cli, { file: {}, variable }).read()).toMatchObject({ preset: "dev" });
  });

  it.runIf(process.platform === "linux")("finds what the caller had set (Linux)", () => {
    expect(run(cli, { file: { context }, variable }).read()).toEqual({ preset: "dev", region: "eu-north-1" });
  });

  it.runIf(process.platform === "linux")("isn't confused when the caller had set nothing (Linux)", () => {
    expect(run(cli, { file: { context } }).read()).toEqual(context);
  });

  it.runIf(process.platform === "linux")("still reports a broken variable (Linux)", () => {
    const { status, output } = run(cli, { file: { context }, variable: "{" });
    expect(status).toBe(1);
    expect(output).toContain("  CDKTF_CONTEXT_JSON\n");
  });

  it.runIf(process.platform === "linux")("finds it under the real cdktf-cli too (Linux)", () => {
    const file = { language: "typescript", app: "node ../app.cjs", sendCrashReports: "false", context };
    const { output, read } = run([cdktf, "synth"], { file: { ...file }, variable });
    expect(read(), output).toEqual({ preset: "dev", region: "eu-north-1" });
  });
});
