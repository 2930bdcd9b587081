import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";
import { systemNames } from "../../config/settings";
import type { Reachability } from "../../reach/reachability";
import { openPairs } from "../reach/readable";

function reach(args: string[], context?: unknown): Promise<{ code: number; stdout: string; stderr: string }> {
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: "/nowhere" };
  delete env.CDKTF_CONTEXT_JSON;
  delete env.NODE_OPTIONS;
  if (context !== undefined) env.CDKTF_CONTEXT_JSON = JSON.stringify(context);
  return new Promise((resolve) => {
    execFile(process.execPath, ["scripts/reach.mjs", ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

describe("npm run reach", () => {
  it("prints the matrix of a system, without Terraform", async () => {
    const { code, stdout, stderr } = await reach(["directory"]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^directory\n/);
    expect(stdout).toMatch(/│ load_balancer +│ - +│ - +│ 80 /);
    expect(stdout).toContain("another zone: eu-west-1a");
  });

  it("takes the preset and the settings into account", async () => {
    const { stdout } = await reach(["directory", "--preset", "prod"], {
      directory: { container: { port: 8080 } },
    });
    expect(stdout).toMatch(/│ load_balancer +│ - +│ - +│ 8080 /);
    expect(stdout).not.toContain("another zone");
  });

  it("prints every system as data", async () => {
    const { stdout } = await reach(["all", "--json"]);
    const systems: Record<string, Reachability> = JSON.parse(stdout);
    expect(Object.keys(systems)).toEqual([...systemNames]);
    expect(openPairs(systems.directory as Reachability)).toContain("function → database 3306");
  });

  it("prints the systems that the settings choose, unless told otherwise", async () => {
    const { stdout } = await reach(["--json"], { systems: ["directory"] });
    expect(Object.keys(JSON.parse(stdout))).toEqual(["directory"]);
  });

  it.each<[string, string[], string]>([
    ["a system that isn't there", ["intranet"], 'there is no system "intranet"; there are directory'],
    ["two systems", ["directory", "directory"], "one system at most, given: directory directory"],
    ["an option that isn't there", ["--yaml"], "--yaml"],
    ["a preset that isn't there", ["--preset", "staging"], '"dev" | "prod"'],
  ])("refuses %s, with exit code 1 and no stack trace", async (_, args, message) => {
    const { code, stdout, stderr } = await reach(args);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
