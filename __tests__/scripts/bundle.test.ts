import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle, bundleOptions } from "../../scripts/bundle.mjs";
import { variantNames, variants } from "../support/synthesized";

const scratch = mkdtempSync(join(tmpdir(), "strata-bundle-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a bundle in the project's folder, where the functions' packages lie. */
function run(file: string, environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...environment };
  delete env.NODE_OPTIONS;
  return new Promise((resolve) => {
    execFile(process.execPath, [file], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

let outdirs = 0;

/** Everything that a bundled app writes, by path, as digests. */
async function output(app: string, context: unknown): Promise<Record<string, string>> {
  outdirs += 1;
  const outdir = join(scratch, `out-${outdirs}`);
  const { code, stderr } = await run(app, {
    CDKTF_OUTDIR: outdir,
    CDKTF_CONTEXT_JSON: JSON.stringify(context),
  });
  expect(code, stderr).toBe(0);
  return Object.fromEntries(
    readdirSync(outdir, { recursive: true, encoding: "utf8" })
      .map((name) => join(outdir, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => [relative(outdir, path), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}

/** Bundles a module's text and tells what it says when it runs. */
async function runText(name: string, text: string, environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const out = join(scratch, `${name}.cjs`);
  await bundle({ in: { contents: text, resolveDir: process.cwd(), loader: "ts" }, out });
  return run(out, environment);
}

describe("the app's bundle", () => {
  const app = join(scratch, "app.cjs");
  const plain = join(scratch, "plain.cjs");
  beforeAll(async () => {
    await bundle({ in: "main.ts", out: app });
    await build({ ...bundleOptions, entryPoints: ["main.ts"], outfile: plain });
  });

  it.each([
    ...variantNames.map((name) => ({ name, context: variants[name] })),
    { name: "one system", context: { systems: ["ha-web"] } },
  ])(
    "writes what plain cdktf writes, to the byte, the first time and from its cache: $name",
    async ({ context }) => {
      const expected = await output(plain, context);
      expect(Object.keys(expected).length).toBeGreaterThan(4);
      rmSync(join(scratch, "app.framework/framework.cache"), { force: true });
      expect(await output(app, context)).toEqual(expected);
      expect(existsSync(join(scratch, "app.framework/framework.cache"))).toBe(true);
      expect(await output(app, context)).toEqual(expected);
    },
  );

  it("does without a cache that is broken, and mends it", async () => {
    const cache = join(scratch, "app.framework/framework.cache");
    const expected = await output(plain, {});
    writeFileSync(cache, "not compiled code");
    expect(await output(app, {})).toEqual(expected);
    expect(statSync(cache).size).toBeGreaterThan(100_000);
  });

  it("does without a cache where none can be written", async () => {
    const cache = join(scratch, "app.framework/framework.cache");
    rmSync(cache, { force: true });
    mkdirSync(cache);
    try {
      expect(await output(app, {})).toEqual(await output(plain, {}));
    } finally {
      rmSync(cache, { recursive: true });
    }
  });

  it("keeps the project's own code apart from the framework, which an edit leaves as it is", async () => {
    const framework = join(scratch, "app.framework/framework.js");
    const before = statSync(framework).mtimeMs;
    await bundle({ in: "main.ts", out: app });
    expect(statSync(framework).mtimeMs).toBe(before);
    expect(statSync(app).size).toBeLessThan(statSync(framework).size / 3);
  });
});

describe("a bundle", () => {
  it("gets what a new import needs of the framework, and forgets what was compiled of the old", async () => {
    const one = 'import { Fn } from "cdktf"; console.log(typeof Fn.upper);';
    expect(await runText("imports", one)).toMatchObject({ code: 0, stdout: "function\n" });
    const cache = join(scratch, "imports.framework/framework.cache");
    const { mtimeMs } = statSync(cache);
    const two = `${one} import { Vpc } from "@cdktf/provider-aws/lib/vpc"; console.log(Vpc.tfResourceType);`;
    expect(await runText("imports", two)).toMatchObject({ code: 0, stdout: "function\naws_vpc\n" });
    expect(statSync(cache).mtimeMs).toBeGreaterThan(mtimeMs);
  });

  const unresolvable = `
    import { App, Lazy, TerraformOutput, TerraformStack } from "cdktf";
    const app = new App({ outdir: ${JSON.stringify(join(scratch, "unresolvable"))} });
    const stack = new TerraformStack(app, "stack");
    function makeTheValue() { return Lazy.stringValue({ produce: () => { throw new Error("no value"); } }); }
    new TerraformOutput(stack, "output", { value: makeTheValue() });
    app.synth();`;

  it("says where a value that can't be resolved was made when asked for it, and else spends nothing on it", async () => {
    const asked = await runText("traced", unresolvable, { STRATA_STACK_TRACES: "1" });
    expect(asked.code).not.toBe(0);
    expect(asked.stderr).toMatch(/Resolution error: no value\.\s+Object creation stack:[\s\S]*makeTheValue/);
    const usual = await runText("untraced", unresolvable, { STRATA_STACK_TRACES: "" });
    expect(usual.stderr).toContain("Resolution error: no value.");
    expect(usual.stderr).not.toContain("Object creation stack");
  });

  it("refuses an archive asset, which would start the app again and again", async () => {
    const archive = await runText(
      "archive",
      `import { App, AssetType, TerraformAsset, TerraformStack } from "cdktf";
       const app = new App({ outdir: ${JSON.stringify(join(scratch, "archive"))} });
       const stack = new TerraformStack(app, "stack");
       new TerraformAsset(stack, "asset", { path: "config", type: AssetType.ARCHIVE });
       app.synth();`,
    );
    expect(archive.code).not.toBe(0);
    expect(archive.stderr).toContain("zip it before the synth");
  });
});
