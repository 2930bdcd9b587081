import { afterEach, describe, expect, it, vi } from "vitest";
import type { ApplyCost } from "../../critical-path/apply-cost";
import { criticalPathUsage } from "../../critical-path/critical-path-arguments";
import { criticalPathCommand } from "../../critical-path/critical-path-command";
import { temporaryFolders } from "../support/temporary-folders";

const makeFolder = temporaryFolders();

async function run(...args: string[]) {
  vi.stubEnv("CDKTF_CONTEXT_JSON", "");
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await criticalPathCommand({
    args,
    root: makeFolder(),
    print: (text) => printed.push(text),
    printError: (text) => complained.push(text),
  });
  return { code, printed: printed.join("\n"), complained: complained.join("\n") };
}

afterEach(() => vi.unstubAllEnvs());

describe("npm run critical-path", () => {
  it("shows layers, path and what lies beside it", async () => {
    const { code, printed, complained } = await run("ha-web");
    expect(code, complained).toBe(0);
    expect(printed).toMatch(/^ha-web, environment dev: .*typical creation times \(not measured\)/);
    expect(printed).toMatch(/│ ha-web-networking │ +\d+ │ +0 │ +0 │ +\d+ │ +0 │ +0:00 │/);
    expect(printed).toMatch(/│ ha-web-data +│ aws_rds_cluster_instance\.database_instance_a │ +6:40 │/);
    expect(printed).toMatch(/│ ha-web-data +│ aws_elasticache_cluster\.cache +│ +5:30 │ +\d:\d\d │/);
    expect(printed).not.toContain("Needless");
  });

  it("gives every system as data, with the preset named", async () => {
    const { printed } = await run("all", "--preset", "prod", "--json");
    const costs: ApplyCost[] = JSON.parse(printed);
    expect(costs.map(({ system, environment }) => [system, environment])).toEqual([
      ["bootstrap", "shared"],
      ["directory", "prod"],
      ["ha-web", "prod"],
    ]);
  });

  it("explains itself", async () => {
    expect(await run("--help")).toMatchObject({ code: 0, printed: criticalPathUsage });
  });

  it.each<[string, string[], string]>([
    ["nothing", [], "name one system, or all; given: nothing"],
    ["two systems", ["directory", "ha-web"], "name one system, or all; given: directory ha-web"],
    ["a system that isn't there", ["directry"], 'no system "directry"; did you mean directory?'],
    ["an option that isn't there", ["all", "--yaml"], "'--yaml'"],
    ["a preset that isn't there", ["all", "--preset", "staging"], '"dev" | "prod"'],
  ])("refuses %s", async (_, args, message) => {
    const { code, printed, complained } = await run(...args);
    expect(code).toBe(1);
    expect(printed).toBe("");
    expect(complained).toContain(message);
  });
});
