import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { planCommand } from "../../plan/plan-command";
import { overrideFile } from "../../plan/plan-override";
import type { PlanSummary } from "../../plan/plan-summary";
import { temporaryFolders } from "../support/temporary-folders";

const makeFolder = temporaryFolders();

/** A secret that the plans below hold, and that must be seen nowhere. */
const secret = "correct-horse-battery-staple";

interface Answer {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What Terraform says to a command in a layer, where it isn't what it usually says. */
type Say = (stack: string, command: string) => Answer | undefined;

let root: string;
beforeEach(() => {
  root = makeFolder();
  vi.stubEnv("CDKTF_CONTEXT_JSON", undefined);
  vi.stubEnv("CDKTF_OUTDIR", undefined);
});

/** Runs the command with somebody who answers in Terraform's place, since its mishaps can't be had on order. */
async function plan(args: string[], say: Say = () => undefined, missing?: string, interruptAt?: string) {
  const printed: string[] = [];
  const errors: string[] = [];
  const commands: string[] = [];
  const summaries: PlanSummary[] = [];
  const interrupt = new AbortController();
  const code = await planCommand({
    args,
    root,
    terraform: {
      find: () => (missing === undefined ? { version: "1.11.4" } : { missing }),
      environment: () => ({ PATH: "/nowhere", AWS_PROFILE: "production" }),
      run: async (folder, [command = ""]) => {
        const stack = basename(folder);
        commands.push(`${command} ${stack}`);
        if (`${command} ${stack}` === interruptAt) interrupt.abort();
        if (interrupt.signal.aborted) return { code: 1, stdout: "", stderr: "Interrupt received." };
        const usual = { code: 0, stdout: command === "show" ? planOf(stack) : "", stderr: "" };
        return { ...usual, ...say(stack, command) };
      },
    },
    onSummary: (summary) => summaries.push(summary),
    print: (text) => printed.push(text),
    printError: (text) => errors.push(text),
    signal: interrupt.signal,
  });
  return { code, output: printed.join("\n"), errors: errors.join("\n"), commands, summaries };
}

/** A plan that creates two and changes none; the database's password in clear, as Terraform's plans have it. */
function planOf(stack: string, more: object = {}): string {
  return JSON.stringify({
    terraform_version: "1.11.4",
    resource_changes: ["one", "two"].map((name) => ({
      address: `aws_thing.${name}`,
      mode: "managed",
      type: "aws_thing",
      name,
      change: { actions: ["create"], after: { name: `${stack}-${name}`, password: secret } },
    })),
    planned_values: {},
    ...more,
  });
}

const offline = (...path: string[]) => join(root, ".plan", "directory", "dev", "offline", ...path);

describe("npm run plan", () => {
  it("plans every layer after those that it reads, prints a table, and says that all is provisional", async () => {
    const { code, output, errors, commands } = await plan(["directory"]);
    expect(code).toBe(0);
    const shown = commands.filter((each) => each.startsWith("show"));
    expect(shown[0]).toBe("show directory-networking");
    expect(shown[3]).toBe("show directory-api");
    expect(output).toContain("directory, environment dev: PROVISIONAL plan.");
    for (const layer of ["networking", "data", "compute", "api"]) {
      expect(output).toMatch(new RegExp(`│ ${layer} +│ +2 │ +0 │ +0 │ +0 │ +0 │ provisional │`));
    }
    for (const line of errors.split("\n").filter((each) => each.includes("to create"))) {
      expect(line).toContain("provisional");
    }
  });

  it("keeps plans, summary and overrides in a folder for the owner alone, and away from the project's output", async () => {
    const { summaries } = await plan(["directory"]);
    expect(statSync(join(root, ".plan")).mode & 0o777).toBe(0o700);
    expect(statSync(offline("plans")).mode & 0o777).toBe(0o700);
    expect(readdirSync(offline("plans")).sort()).toEqual(
      ["api", "compute", "data", "networking"].map((layer) => `directory-${layer}.json`),
    );
    expect(existsSync(offline("cdktf.out/stacks/directory-api", overrideFile))).toBe(true);
    expect(existsSync(join(root, "cdktf.out"))).toBe(false);
    expect(readdirSync(join(root, ".plan")).filter((name) => name.startsWith(".draft"))).toEqual([]);

    const summary = JSON.parse(readFileSync(offline("summary.json"), "utf8"));
    expect(summaries).toEqual([summary]);
    expect(summary).toMatchObject({ mode: "offline", environment: "dev", preset: "dev", provisional: true });
    expect(summary.layers[0]).toMatchObject({
      stack: "directory-networking",
      outcome: "planned",
      provisional: true,
      effects: { create: 2 },
      planJson: "plans/directory-networking.json",
      placeholders: { vpc_id: expect.stringMatching(/^vpc-0/) },
    });
  });

  it("tells nobody a value", async () => {
    const { output, errors } = await plan(["all"]);
    expect(output + errors).not.toContain(secret);
    expect(readFileSync(join(root, ".plan/all/dev/offline/summary.json"), "utf8")).not.toContain(secret);
  });

  it("plans all stacks when asked for all", async () => {
    const { output, commands } = await plan(["all", "--preset", "prod"]);
    expect(commands).toContain("show bootstrap");
    expect(output).toContain("bootstrap, environment shared");
    expect(existsSync(join(root, ".plan/all/prod/offline/plans/bootstrap.json"))).toBe(true);
  });

  it("shows what is taken away, why, and what is lost with it", async () => {
    const { output } = await plan(["directory"], (stack, command) => {
      if (stack !== "directory-data" || command !== "show") return undefined;
      const resource_changes = [
        {
          address: "aws_db_instance.database",
          mode: "managed",
          type: "aws_db_instance",
          name: "database",
          action_reason: "replace_because_cannot_update",
          change: { actions: ["delete", "create"], replace_paths: [["engine"]], after: { password: secret } },
        },
      ];
      return { code: 0, stdout: planOf(stack, { resource_changes }) };
    });
    expect(output).toContain(
      "!! directory-data: aws_db_instance.database is destroyed and made anew (provisional): engine can't be changed in place\n" +
        "       LOST WITH IT: the database's data",
    );
    expect(output).not.toContain(secret);
  });
});

describe("npm run plan ends with 1", () => {
  it("and a usage when no system, or more than one, is named", async () => {
    for (const args of [[], ["directory", "bootstrap"]]) {
      const { code, errors } = await plan(args);
      expect(code).toBe(1);
      expect(errors).toContain("name one system, or all");
      expect(errors).toContain("npm run plan -- <system|all>");
    }
  });

  it("and a suggestion for a system that there isn't; the last results stay", async () => {
    await plan(["directory"]);
    const { code, errors, commands } = await plan(["directroy"]);
    expect(code).toBe(1);
    expect(errors).toContain('there is no system "directroy"; did you mean directory?');
    expect(commands).toEqual([]);
    expect(existsSync(offline("summary.json"))).toBe(true);
  });

  it("and the settings' own errors, all at once, as a synth has them", async () => {
    vi.stubEnv("CDKTF_CONTEXT_JSON", JSON.stringify({ directory: { egres: "nat" } }));
    const { code, errors, commands } = await plan(["directory", "--preset", "production"]);
    expect(code).toBe(1);
    expect(errors).toContain("The settings have 2 problems");
    expect(errors).toContain("did you mean directory.egress?");
    expect(errors).toMatch(/preset\n {4}given {4}"production"\n {4}allowed {2}.*dev.*prod/);
    expect(commands).toEqual([]);
  });

  it("for an option that it doesn't know, and for two that exclude each other", async () => {
    expect(await plan(["directory", "--prod"])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("--prod"),
    });
    expect(await plan(["directory", "--live", "--offline"])).toMatchObject({
      code: 1,
      errors: expect.stringContaining("exclude each other"),
    });
  });

  it("and how to get Terraform, when there is none", async () => {
    const { code, errors } = await plan(["directory"], undefined, "no terraform on the PATH: install it");
    expect(code).toBe(1);
    expect(errors).toBe("Nothing was planned: no terraform on the PATH: install it");
  });

  it("and Terraform's message, when the provider can't be had", async () => {
    const { code, errors } = await plan(["directory"], (stack) =>
      stack === ".providers" ? { code: 1, stderr: "Error: could not connect to the registry" } : undefined,
    );
    expect(code).toBe(1);
    expect(errors).toContain("the AWS provider can't be installed");
    expect(errors).toContain("Error: could not connect to the registry");
  });

  it("when a layer's plan fails: names it, keeps the others' plans, leaves out those that read it", async () => {
    const { code, output, errors } = await plan(["directory"], (stack, command) =>
      stack === "directory-data" && command === "plan"
        ? { code: 1, stderr: 'Error: "engine_version" is wrong' }
        : undefined,
    );
    expect(code).toBe(1);
    expect(output).toContain('directory-data: terraform plan failed:\n  Error: "engine_version" is wrong');
    expect(output).toMatch(/│ compute +│ +2 │/);
    expect(output).toMatch(/│ data +│ +- │.*│ FAILED/);
    expect(output).toMatch(/│ api +│ +- │.*│ not planned +│ no plan of directory-data/);
    expect(errors).toContain("directory-api: not planned, for want of a plan of directory-data");
    expect(existsSync(offline("plans/directory-compute.json"))).toBe(true);
    const { layers } = JSON.parse(readFileSync(offline("summary.json"), "utf8"));
    expect(layers.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      "planned",
      "failed",
      "planned",
      "skipped",
    ]);
  });
});

it("an interrupted run ends with 130 and starts no further layer", async () => {
  const interruptAt = "plan directory-data";
  const { code, commands, output, errors } = await plan(["directory"], undefined, undefined, interruptAt);
  expect(code).toBe(130);
  expect(output).toBe("");
  expect(errors).toContain("Interrupted: there is no result.");
  expect(commands.filter((each) => each.endsWith("directory-api"))).toEqual([]);
});

describe("npm run plan -- --live", () => {
  const unchanged = (stack: string) =>
    planOf(stack, {
      output_changes: { vpc_id: { actions: ["no-op"], after: "vpc-1", after_unknown: false } },
    });

  it("is final where nothing that is read will change, and then keeps a plan to be applied", async () => {
    const { code, output, commands } = await plan(["directory", "--live"], (stack, command) =>
      command === "show" ? { code: 0, stdout: unchanged(stack) } : undefined,
    );
    expect(code).toBe(0);
    expect(commands).toHaveLength(13);
    expect(output).toContain("directory, environment dev: plan against the account and its states.");
    expect(output).toMatch(/│ api +│.*│ final/);
    expect(output.toLowerCase()).not.toContain("provisional");
    const { layers } = JSON.parse(readFileSync(join(root, ".plan/directory/dev/live/summary.json"), "utf8"));
    expect(layers[0].planFile).toBe("plans/directory-networking.tfplan");
  });

  it("plans provisionally, with what it would hand on, above a layer that is yet to be applied", async () => {
    const { output } = await plan(["directory", "--live"], (stack, command) =>
      command === "show" && stack !== "directory-compute"
        ? { code: 0, stdout: unchanged(stack) }
        : command === "show"
          ? {
              code: 0,
              stdout: planOf(stack, {
                output_changes: { site_url: { actions: ["create"], after_unknown: true } },
              }),
            }
          : undefined,
    );
    expect(output).toContain("PROVISIONAL in part");
    expect(output).toMatch(/│ data +│.*│ final/);
    expect(output).toMatch(/│ compute +│.*│ final/);
    expect(output).toMatch(/│ api +│.*│ provisional │ directory-compute/);
    const { layers } = JSON.parse(readFileSync(join(root, ".plan/directory/dev/live/summary.json"), "utf8"));
    expect(layers.at(-1)).toMatchObject({ provisional: true, plannedWith: ["directory-compute"] });
    expect(layers.at(-1).planFile).toBeUndefined();
  });
});
