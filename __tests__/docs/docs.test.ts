import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { settingKeys } from "../../config/schema-problems";
import packageJson from "../../package.json";
import { generateDocs } from "../../scripts/docs.mjs";
import { synthesized } from "../support/synthesized";

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
].map((path) => ({ path, text: readFileSync(path, "utf8") }));

const pageOf = new Map(pages.map(({ path, text }) => [path, text]));

it("generates what the pages say of settings and outputs", async () => {
  for (const [path, content] of Object.entries(await generateDocs())) {
    expect(readFileSync(path, "utf8"), `${path} is out of date: run "npm run docs" and commit it`).toBe(
      content,
    );
  }
});

describe.each(pages)("$path", ({ path, text }) => {
  it("links to files and headings that exist", () => {
    const broken = relativeLinks(text).filter(({ file, anchor }) => {
      const target = file === "" ? path : join(dirname(path), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(pageOf.get(target) ?? "").includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("names npm scripts that exist", () => {
    const named = [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map((match) => match[1]);
    expect(named.filter((script) => !Object.hasOwn(packageJson.scripts, script ?? ""))).toEqual([]);
  });

  it("names settings that exist", () => {
    const named = [...text.matchAll(/`((?:directory|haWeb|backend)\.[A-Za-z.]+)`/g)].map(
      (match) => match[1] ?? "",
    );
    const keys = settingKeys();
    const isKnown = (name: string) => keys.some((key) => key === name || key.startsWith(`${name}.`));
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
  });

  it("names files of the project that exist", () => {
    const named = [
      ...text.matchAll(
        /`((?:command-line|config|stacks|modules|instances|emulator|emulate|demo|plan|reach|functions|scripts|bench|critical-path|__tests__)\/[\w./-]*)`/g,
      ),
    ];
    const isPattern = (file: string) => file.includes("NNNN");
    const files = named.map((match) => match[1] ?? "").filter((file) => !isPattern(file));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it("draws with diagrams whose brackets and quotes are closed", () => {
    const diagrams = [...text.matchAll(/```mermaid\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
    expect(diagrams.flatMap((diagram) => diagram.split("\n")).filter((line) => !isBalanced(line))).toEqual(
      [],
    );
  });
});

describe("README.md", () => {
  const readme = pageOf.get("README.md") ?? "";

  it("says what every npm script does", () => {
    const documented = Object.keys(packageJson.scripts).filter((script) =>
      readme.includes(script === "test" ? "| `npm test` |" : `| \`npm run ${script}\` |`),
    );
    expect(documented, "give each script a row in the README's table of commands").toEqual(
      Object.keys(packageJson.scripts),
    );
  });

  it("shows what a synth prints", () => {
    const { stacks } = synthesized("dev");
    expect(countsShown("Two commands")).toEqual(
      Object.fromEntries(stacks.map(({ name, resources }) => [name, resources.length])),
    );
  });

  it("shows what a plan prints", () => {
    const layers = synthesized("dev").stacks.filter(({ name }) => name.startsWith("directory-"));
    expect(countsShown("Plan without an account")).toEqual(
      Object.fromEntries(
        layers.map(({ name, resources }) => [name.replace("directory-", ""), resources.length]),
      ),
    );
  });

  /** The first two columns of the table in a section. */
  function countsShown(section: string): Record<string, number> {
    const [, text = ""] = readme.split(`## ${section}\n`);
    const rows = text.split("\n## ")[0]?.matchAll(/^│ ([a-z-]+) +│ +(\d+) │/gm) ?? [];
    return Object.fromEntries([...rows].map(([, name, count]) => [name, Number(count)]));
  }

  it("says why each dependency is there, and names no other", () => {
    const table = readme.slice(readme.indexOf("## Dependencies"), readme.indexOf("## Licence"));
    const firstCells = [...table.matchAll(/^\| (`.*?`) \|/gm)].map((match) => match[1] ?? "");
    const documented = firstCells.flatMap((cell) =>
      [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]),
    );
    const { dependencies, devDependencies } = packageJson;
    expect(documented.toSorted()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).toSorted());
  });
});

function relativeLinks(text: string): { file: string; anchor: string | undefined }[] {
  const withoutCode = text.replaceAll(/```[\s\S]*?```/g, "").replaceAll(/`[^`\n]*`/g, "");
  return [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = "", anchor] = target.split("#");
      return { file, anchor };
    });
}

/** As GitHub makes them: lower case, punctuation dropped, spaces as hyphens. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function isBalanced(line: string): boolean {
  const count = (character: string) => line.split(character).length - 1;
  return count('"') % 2 === 0 && count("(") === count(")") && count("[") === count("]");
}
