import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

/** folder of the importing file, what it imports */
type Import = readonly [folder: string, imported: string];

const barrels: Import[] = ["stacks/directory", "modules", "config", "functions/directory/http", "."].map(
  (folder) => [folder, "@cdktf/provider-aws"],
);

const againstTheDirection: Import[] = [
  ["modules", "../stacks/base/layer-stack"],
  ["modules", "../config/settings"],
  ["modules", "../functions/directory/http/routes"],
  ["functions/directory/http", "../../../modules/network"],
  ["functions/directory/http", "../../../config/settings"],
  ["functions/directory/http", "../../../stacks/base/contract"],
  ["functions/directory/http", "cdktf"],
  ["config", "../stacks/base/contract"],
  ["config", "../modules/network"],
  ["config", "cdktf"],
  ["stacks/directory", "../../main"],
  ["reach", "../stacks/synthesize"],
  ["reach", "../modules/network"],
  ["reach", "../config/settings"],
  ["reach/parties", "../../functions/directory/http/routes"],
  ["reach", "cdktf"],
];

const allowed: Import[] = [
  [".", "./stacks/synthesize"],
  ["stacks/directory", "../../modules/network"],
  ["stacks/directory", "../../config/settings"],
  ["stacks/directory", "../../functions/directory/http/openapi"],
  ["modules", "@cdktf/provider-aws/lib/vpc"],
  ["modules", "./policy-document"],
  ["reach", "../config/ipv4-range"],
  ["reach/parties", "../ports"],
];

const project = mkdtempSync(join(tmpdir(), "strata-lint-"));
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** A file a case, all linted in one go by the project's own configuration: the paths that are complained about. */
const all = [...barrels, ...againstTheDirection, ...allowed];
const refused = lint(all);

function lint(cases: readonly Import[]): Set<string> {
  cpSync("biome.json", join(project, "biome.json"));
  for (const [index, [, imported]] of cases.entries()) {
    const file = join(project, caseFile(cases, index));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `import { thing } from "${imported}";\n\nconsole.log(thing);\n`);
  }
  const { stdout, stderr } = spawnSync(
    resolve("node_modules/.bin/biome"),
    ["lint", "--reporter=json", "--vcs-enabled=false", "--max-diagnostics=none", "."],
    { cwd: project, encoding: "utf8" },
  );
  expect(stdout, stderr).toMatch(/^\{/);
  const { diagnostics } = JSON.parse(stdout) as Report;
  return new Set(
    diagnostics
      .filter(({ category }) => category === "lint/style/noRestrictedImports")
      .map(({ location }) => (typeof location.path === "string" ? location.path : location.path.file)),
  );
}

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string | { readonly file: string } };
  }[];
}

function caseFile(cases: readonly Import[], index: number): string {
  return join(cases[index]?.[0] ?? "", `case-${index}.ts`);
}

const fileOf = (wanted: Import) => caseFile(all, all.indexOf(wanted));

describe("the lint rules", () => {
  it.each(barrels.map((each) => [each[0], each] as const))(
    "refuse the provider's barrel in %s: it costs seconds",
    (_, each) => {
      expect([...refused]).toContain(fileOf(each));
    },
  );

  it.each(againstTheDirection.map((each) => [...each, each] as const))(
    "refuse %s importing %s: imports point one way",
    (_from, _to, each) => {
      expect([...refused]).toContain(fileOf(each));
    },
  );

  it.each(allowed.map((each) => [...each, each] as const))("allow %s importing %s", (_from, _to, each) => {
    expect([...refused]).not.toContain(fileOf(each));
  });
});
