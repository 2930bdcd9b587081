import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** A checkout of the project's sources elsewhere on this machine, with the same dependencies. */
function copyProject(): string {
  const root = join(mkdtempSync(join(tmpdir(), "strata-checkout-")), "strata");
  const sources = [
    "main.ts",
    "config",
    "stacks",
    "modules",
    "functions",
    "instances",
    "scripts",
    "cdktf.json",
    "package.json",
    "tsconfig.json",
    "tsconfig.synth.json",
  ];
  for (const source of sources) cpSync(source, join(root, source), { recursive: true });
  symlinkSync(join(process.cwd(), "node_modules"), join(root, "node_modules"));
  return root;
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  root: string,
  command: string,
  args: string[],
  context?: unknown,
  environment: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const env: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: "1", ...environment };
  delete env.CDKTF_CONTEXT_JSON;
  // vitest's own switches would reach the compiler and the CLI.
  delete env.NODE_OPTIONS;
  if (context !== undefined) env.CDKTF_CONTEXT_JSON = JSON.stringify(context);
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root, env, maxBuffer: 64 * 1024 ** 2 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

const synth = (root: string, context?: unknown) =>
  run(root, process.execPath, ["scripts/synth.mjs"], context);
const cli = (root: string, args: string[], context?: unknown) =>
  run(root, "node_modules/.bin/cdktf", args, context);

/** Every file of the output folder by its path, as a digest: a difference names the file, not its megabyte. */
function output(root: string): Record<string, string> {
  const outdir = join(root, "cdktf.out");
  return Object.fromEntries(
    readdirSync(outdir, { recursive: true, encoding: "utf8" })
      .map((name) => join(outdir, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => [relative(outdir, path), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}

const read = (root: string, path: string) => readFileSync(join(root, "cdktf.out", path), "latin1");

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(join(folder, ".."), { recursive: true, force: true });
});

describe("npm run synth", () => {
  let root: string;
  let elsewhere: string;
  let first: Outcome;
  beforeAll(async () => {
    root = copyProject();
    elsewhere = copyProject();
    folders.push(root, elsewhere);
    first = await synth(root);
  });

  it("writes every stack and says what there is, how it hangs together and what to run next", () => {
    expect(first.code, first.stderr).toBe(0);
    expect(
      Object.keys(output(root))
        .filter((path) => path.endsWith("cdk.tf.json"))
        .sort(),
    ).toEqual(
      [
        "bootstrap",
        "directory-api",
        "directory-compute",
        "directory-data",
        "directory-networking",
        "ha-web-compute",
        "ha-web-data",
        "ha-web-networking",
      ].map((name) => `stacks/${name}/cdk.tf.json`),
    );
    expect(first.stdout).toMatch(
      /directory-data\s+│\s+\d+\s+│ directory-networking\s+│ cdktf\.out\/stacks\/directory-data\/cdk\.tf\.json/,
    );
    expect(first.stdout).toContain("npx cdktf deploy 'directory-*'");
  });

  it("writes the same bytes again, in another folder, and through the CLI; zips included", async () => {
    const expected = output(root);
    expect(Object.keys(expected).filter((path) => path.endsWith(".zip"))).toHaveLength(2);
    expect((await synth(root)).code).toBe(0);
    expect(output(root)).toEqual(expected);

    const { code, stderr } = await cli(elsewhere, ["synth"]);
    expect(code, stderr).toBe(0);
    expect(output(elsewhere)).toEqual(expected);
    // The CLI writes what it misses into cdktf.json; nothing is missing.
    expect(readFileSync(join(elsewhere, "cdktf.json"), "utf8")).toBe(readFileSync("cdktf.json", "utf8"));
  });

  it.each(["dev", "prod"])("needs no Terraform for %s", async (preset) => {
    const { code, stderr } = await run(
      elsewhere,
      process.execPath,
      ["scripts/synth.mjs"],
      { preset },
      { PATH: "/nowhere" },
    );
    expect(code, stderr).toBe(0);
  });

  it("holds no path of the machine", () => {
    for (const path of Object.keys(output(root))) {
      expect(read(root, path)).not.toContain(dirname(root));
      expect(read(root, path)).not.toContain(process.cwd());
    }
  });

  it("takes its settings from cdktf.json and the environment, the same in both ways", async () => {
    const file = join(root, "cdktf.json");
    const original = readFileSync(file, "utf8");
    writeFileSync(
      file,
      JSON.stringify({
        ...JSON.parse(original),
        context: { preset: "prod", directory: { cidr: "10.7.0.0/16" } },
      }),
    );
    try {
      const override = { directory: { egress: "endpoints" } };
      expect((await synth(root, override)).code).toBe(0);
      const fast = output(root);
      const networking = read(root, "stacks/directory-networking/cdk.tf.json");
      expect(networking).toContain('"cidr_block": "10.7.0.0/16"');
      expect(networking).toContain("ecr.dkr");
      expect(networking).toContain('"Environment": "prod"');
      if (process.platform === "linux") {
        expect((await cli(root, ["synth"], override)).code).toBe(0);
        expect(output(root)).toEqual(fast);
      }
    } finally {
      writeFileSync(file, original);
    }
  });

  it("refuses wrong settings all at once, with exit code 1, and leaves the former output alone", async () => {
    const before = output(root);
    const wrong = {
      directory: { egres: "nat", cidr: "10.0.0.0/28", cognito: { enabled: true, domainPrefix: "acme" } },
    };
    for (const attempt of [await synth(root, wrong), await cli(root, ["synth"], wrong)]) {
      expect(attempt.code).toBe(1);
      const message = attempt.stderr + attempt.stdout;
      for (const key of ["directory.egres", "directory.cidr", "directory.cognito"])
        expect(message).toContain(key);
      expect(message).toContain("egress");
      expect(message).not.toMatch(/\bat \w+ \(/);
    }
    expect(output(root)).toEqual(before);
  });

  it("refuses a type error before anything is written", async () => {
    const before = output(root);
    const file = join(root, "stacks/directory/directory.ts");
    const original = readFileSync(file, "utf8");
    writeFileSync(file, `${original}\nexport const wrong: number = "text";\n`);
    try {
      const { code, stderr } = await synth(root);
      expect(code).toBe(1);
      expect(stderr).toContain("stacks/directory/directory.ts");
      expect(stderr).toContain("TS2322");
    } finally {
      writeFileSync(file, original);
    }
    expect(output(root)).toEqual(before);
  });

  it("is followed by what the CLI lists", async () => {
    const { code, stdout } = await cli(root, ["list"]);
    expect(code).toBe(0);
    for (const stack of [
      "bootstrap",
      "directory-networking",
      "directory-data",
      "directory-compute",
      "directory-api",
    ]) {
      expect(stdout).toContain(`cdktf.out/stacks/${stack}`);
    }
  });
});
