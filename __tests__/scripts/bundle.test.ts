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
  const caches = ["app.cache", "app.framework.cache"].map((name) => join(scratch, name));
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
      for (const cache of caches) rmSync(cache, { force: true });
      expect(await output(app, context)).toEqual(expected);
      expect(caches.map((cache) => existsSync(cache))).toEqual([true, true]);
      expect(await output(app, context)).toEqual(expected);
    },
  );

  it("does without caches that are broken, and mends them", async () => {
    const expected = await output(plain, {});
    for (const cache of caches) writeFileSync(cache, readFileSync(cache).fill(7, 64));
    expect(await output(app, {})).toEqual(expected);
    for (const cache of caches)
      expect(readFileSync(cache).subarray(64, 128)).not.toEqual(Buffer.alloc(64, 7));
    for (const cache of caches) writeFileSync(cache, "");
    expect(await output(app, {})).toEqual(expected);
    for (const cache of caches) expect(statSync(cache).size).toBeGreaterThan(100_000);
  });

  it("does without caches where none can be written", async () => {
    for (const cache of caches) {
      rmSync(cache, { force: true });
      mkdirSync(cache);
    }
    try {
      expect(await output(app, {})).toEqual(await output(plain, {}));
    } finally {
      for (const cache of caches) rmSync(cache, { recursive: true });
    }
  });

  it("keeps the project's own code apart from the framework, which an edit leaves as it is", async () => {
    const [own, framework] = ["app.bundle.js", "app.framework.bundle.js"].map((name) =>
      statSync(join(scratch, name)),
    );
    await bundle({ in: "main.ts", out: app });
    expect(statSync(join(scratch, "app.framework.bundle.js")).ino).toBe(framework?.ino);
    expect(own?.size).toBeLessThan(Number(framework?.size) / 3);
  });
});

describe("a bundle", () => {
  it("gets what a new import needs of the framework", async () => {
    const one = 'import { Fn } from "cdktf"; console.log(typeof Fn.upper);';
    expect(await runText("imports", one)).toMatchObject({ code: 0, stdout: "function\n" });
    const two = `${one} import { Vpc } from "@cdktf/provider-aws/lib/vpc"; console.log(Vpc.tfResourceType);`;
    expect(await runText("imports", two)).toMatchObject({ code: 0, stdout: "function\naws_vpc\n" });
  });

  it("never runs what was compiled of other code, though it be as long", async () => {
    expect(await runText("edited", 'console.log("before");')).toMatchObject({ stdout: "before\n" });
    const cache = join(scratch, "edited.cache");
    const before = readFileSync(cache);
    expect(await runText("edited", 'console.log("behind");')).toMatchObject({ stdout: "behind\n" });
    // As when a run of the old code ends only now.
    writeFileSync(cache, before);
    expect(await runText("edited", 'console.log("behind");')).toMatchObject({ stdout: "behind\n" });
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
