import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { ProjectCopy } from "../../../bench/synth/project-copy";
import { temporaryFolders } from "../../support/temporary-folders";

const makeFolder = temporaryFolders();

function makeProject(files: Record<string, string>): string {
  const root = makeFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

const copyOf = (root: string) => new ProjectCopy(root, join(root, ".build/copy"));

it("has the sources, built where they lie, and nothing that a synth makes itself", () => {
  const root = makeProject({
    "main.ts": "export const one = 1;\n",
    "scripts/build.mjs": 'import { writeFileSync } from "node:fs"; writeFileSync("built", "");',
    "cdktf.out/manifest.json": "{}",
    "node_modules/some/index.js": "",
    ".build/app.cjs": "",
  });
  const { folder } = copyOf(root);
  const present = ["main.ts", "built", "cdktf.out", "node_modules", ".build"].filter((name) =>
    existsSync(join(folder, name)),
  );
  expect(present).toEqual(["main.ts", "built"]);
});

it("is edited otherwise each time, on top of the source", () => {
  const root = makeProject({ "main.ts": "export const one = 1;\n", "scripts/build.mjs": "" });
  const copy = copyOf(root);
  const read = () => readFileSync(join(copy.folder, "main.ts"), "utf8");
  const edit = copy.edits("main.ts");
  edit();
  const first = read();
  edit();
  expect(first).toMatch(/^export const one = 1;\n\nexport const edit = 1;\n/);
  expect(read()).toMatch(/^export const one = 1;\n\nexport const edit = 2;\n/);
  expect(readFileSync(join(root, "main.ts"), "utf8")).toBe("export const one = 1;\n");
});

it("fails when it can't be built, with what the build said", () => {
  const root = makeProject({ "scripts/build.mjs": 'throw new Error("no types today");' });
  expect(() => copyOf(root)).toThrow(/the project can't be built:[\s\S]*no types today/);
});
