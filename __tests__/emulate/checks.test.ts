import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkChangedSetting } from "../../emulate/checks/changed-setting";
import { checkHeldLock } from "../../emulate/checks/held-lock";
import { checkKilledApply } from "../../emulate/checks/killed-apply";
import { agreementOf } from "../../emulate/checks/live-plan";
import { checkNothingLeft } from "../../emulate/checks/nothing-left";
import { checkSecondPlan } from "../../emulate/checks/second-plan";
import type { DeployedSystem } from "../../emulate/deployed-system";
import type { EmulatedDeployment, TerraformRunOptions } from "../../emulate/emulated-deployment";
import type { SettingChange } from "../../emulate/setting-changes";
import type { PlanSummary } from "../../plan/plan-summary";
import { temporaryFolders } from "../support/temporary-folders";

const makeFolder = temporaryFolders();

type Effects = Record<string, "create" | "update" | "delete" | "replace">;

/** What an apply says by itself (without a plan file). */
type Apply = (folder: string, options: TerraformRunOptions) => Promise<{ code: number; stderr: string }>;

interface FakeAnswers {
  /** What the plans of a stack show, one after another; after the last nothing. */
  readonly plans?: Record<string, Effects[]>;
  /** Stacks whose plan changes an output alone. */
  readonly changedOutput?: string;
  readonly apply?: Apply;
  readonly stateList?: Record<string, string>;
  readonly tagged?: object[];
}

const actionsOf = {
  create: ["create"],
  update: ["update"],
  delete: ["delete"],
  replace: ["delete", "create"],
};

/** A system of two layers whose Terraform answers what a test wants: its real mishaps can't be had on order. */
function fakeSystem(answers: FakeAnswers): DeployedSystem & { commands: string[] } {
  const root = makeFolder();
  const commands: string[] = [];
  const shown = new Map<string, string>();
  const nextPlan = (stack: string, effects: Effects | undefined) => {
    const outputs = stack === answers.changedOutput ? { id: { actions: ["update"] } } : {};
    const resource_changes = Object.entries(effects ?? {}).map(([address, effect]) => ({
      address,
      mode: "managed",
      change: { actions: actionsOf[effect] },
    }));
    shown.set(stack, JSON.stringify({ resource_changes, output_changes: outputs }));
    return resource_changes.length + Object.keys(outputs).length > 0 ? 2 : 0;
  };
  const deployment: Partial<EmulatedDeployment> = {
    configure: async () => undefined,
    layers: () =>
      [
        { stack: "directory-networking", dependencies: [] },
        { stack: "directory-api", dependencies: ["directory-networking"] },
      ].map((layer) => ({ ...layer, system: "directory" })) as unknown as ReturnType<
        EmulatedDeployment["layers"]
      >,
    stackFolder: (stack) => {
      mkdirSync(join(root, stack), { recursive: true });
      return join(root, stack);
    },
    tryTerraform: async (stack, [command = ""], options = {}) => {
      const folder = basename(options.folder ?? stack);
      commands.push(`${command} ${folder}`);
      if (command === "plan") {
        return { code: nextPlan(stack, answers.plans?.[stack]?.shift()), stdout: "", stderr: "" };
      }
      return { stdout: "", ...(await answers.apply?.(folder, options)) } as never;
    },
    terraform: async (stack, [command = ""]) => {
      commands.push(`${command} ${stack}`);
      if (command === "show") return shown.get(stack) ?? "";
      return command === "state" ? (answers.stateList?.[stack] ?? "") : "";
    },
    account: { admin: async () => answers.tagged ?? [] } as unknown as EmulatedDeployment["account"],
  };
  return { name: "directory", deployment: deployment as EmulatedDeployment, say: () => undefined, commands };
}

describe("a second plan", () => {
  it("passes when no layer would change", async () => {
    expect(await checkSecondPlan(fakeSystem({}))).toBe("no change in 2 layers");
  });

  it("fails with what would change", async () => {
    const plans = { "directory-api": [{ "aws_lambda_function.function": "update" } as const] };
    await expect(checkSecondPlan(fakeSystem({ plans }))).rejects.toThrow(
      "directory-api: aws_lambda_function.function: change",
    );
  });
});

describe("a live plan", () => {
  const layer = {
    stack: "directory-networking",
    outcome: "planned",
    provisional: false,
    plannedWith: [],
    effects: { create: 0, change: 0, replace: 0, destroy: 0, forget: 0, none: 40 },
  };
  const check = async (...layers: object[]) => agreementOf({ layers } as unknown as PlanSummary);

  it("passes when it finds everything and would change nothing", async () => {
    expect(await check(layer, { ...layer, stack: "directory-api" })).toBe(
      "no change in 2 layers, 80 resources found",
    );
  });

  it.each([
    [{ effects: { ...layer.effects, change: 2 } }, "directory-networking: 2 to change"],
    [{ effects: { ...layer.effects, none: 0 } }, "directory-networking: no resource in its state"],
    [
      { provisional: true, plannedWith: ["directory-data"] },
      "directory-networking: provisional, with plans of directory-data",
    ],
    [{ outcome: "failed" }, "directory-networking isn't planned"],
  ])("fails when a layer is %j", async (difference, message) => {
    await expect(check({ ...layer, ...difference })).rejects.toThrow(message);
  });
});

describe("a changed setting", () => {
  const change: SettingChange = {
    name: "another port",
    context: {},
    expected: { "directory-api": { "aws_x.kept": "change", "aws_x.other": "replace" } },
  };
  const exact: Effects = { "aws_x.kept": "update", "aws_x.other": "replace" };

  it("passes when it does exactly what it should; then it is applied", async () => {
    const system = fakeSystem({ plans: { "directory-api": [exact] } });
    expect(await checkChangedSetting(system, change, {})).toBe(
      "directory-api: 1 changed, 1 replaced; nothing else; applied, no change is left",
    );
    expect(system.commands.filter((each) => each.startsWith("apply"))).toEqual(["apply directory-api"]);
  });

  it.each([
    [{ ...exact, "aws_x.third": "update" } as Effects, "aws_x.third: change, expected none"],
    [{ "aws_x.kept": "update" } as Effects, "aws_x.other: none, expected replace"],
    [{ ...exact, "aws_x.kept": "replace" } as Effects, "aws_x.kept: replace, expected change"],
  ])("fails, and isn't applied, when it does something else: %j", async (effects, message) => {
    const system = fakeSystem({ plans: { "directory-api": [effects] } });
    await expect(checkChangedSetting(system, change, {})).rejects.toThrow(message);
    expect(system.commands.filter((each) => each.startsWith("apply"))).toEqual([]);
  });

  it("fails when it touches another layer, be it by an output", async () => {
    const plans = { "directory-networking": [{ "aws_vpc.network": "update" } as const] };
    await expect(checkChangedSetting(fakeSystem({ plans }), change, {})).rejects.toThrow(
      "directory-networking would change otherwise than expected",
    );
    const changedOutput = "directory-networking";
    await expect(checkChangedSetting(fakeSystem({ changedOutput }), change, {})).rejects.toThrow(
      "nothing in directory-networking should change, but outputs do: id",
    );
  });

  it("fails when something is left to change after the apply", async () => {
    const plans = { "directory-api": [exact, { "aws_x.kept": "update" } as const] };
    await expect(checkChangedSetting(fakeSystem({ plans }), change, {})).rejects.toThrow(
      "after the apply there is still something to change:\n  directory-api: aws_x.kept: change",
    );
  });
});

const refusal = { code: 1, stderr: "Error: Error acquiring the state lock\nLock Info:\n  ID:        7f-1\n" };

describe("a held lock", () => {
  /** The first apply reads, waits for the second's end if it is told to, and ends. */
  const applies =
    (second: { code: number; stderr: string }, first = { code: 0, stderr: "" }): Apply =>
    async (folder, { onLine }) => {
      if (folder.endsWith("-of-somebody-else")) return second;
      onLine?.("aws_vpc.network: Refreshing state... [id=vpc-1]");
      await new Promise((resolve) => setTimeout(resolve, 20));
      return first;
    };

  it("refuses the second apply and lets the first go on", async () => {
    expect(await checkHeldLock(fakeSystem({ apply: applies(refusal) }), {})).toContain("refused with");
  });

  it.each([
    [applies({ code: 0, stderr: "" }), "a second apply went through, though the state was locked"],
    [applies({ code: 1, stderr: "no credentials" }), "a second apply ended with 1, but not for the lock"],
    [applies(refusal, { code: 1, stderr: "state lost" }), "the first apply was harmed:\nstate lost"],
    [async () => ({ code: 0, stderr: "" }), "the first apply never came to hold the lock"],
  ])("fails otherwise (%#)", async (apply, message) => {
    await expect(checkHeldLock(fakeSystem({ apply }), {})).rejects.toThrow(message);
  });

  it("fails when the first apply was over before the second was refused", async () => {
    const apply: Apply = async (folder, { onLine }) => {
      if (folder.endsWith("-of-somebody-else")) await new Promise((resolve) => setTimeout(resolve, 20));
      else onLine?.("aws_vpc.network: Refreshing state... [id=vpc-1]");
      return folder.endsWith("-of-somebody-else") ? refusal : { code: 0, stderr: "" };
    };
    await expect(checkHeldLock(fakeSystem({ apply }), {})).rejects.toThrow(
      "the first apply ended before the second did",
    );
  });
});

describe("a killed apply", () => {
  /** Changes ten resources unless it is killed; after that `next` is what another apply says. */
  const applies = (next: { code: number; stderr: string }): Apply => {
    let isFirst = true;
    return async (_, { onLine, kill }) => {
      if (!isFirst) return next;
      isFirst = false;
      for (let count = 0; count < 10 && !kill?.aborted; count++)
        onLine?.(`aws_x.x${count}: Modifications complete`);
      return { code: kill?.aborted ? (null as never) : 0, stderr: "" };
    };
  };
  const rest = { "directory-networking": [{ "aws_x.x7": "update", "aws_x.x8": "update" } as Effects] };

  it("is resumed once its lock is released", async () => {
    const system = fakeSystem({ apply: applies(refusal), plans: rest });
    expect(await checkKilledApply(system, {})).toContain("force-unlock, 2 more changes, no change is left");
    expect(system.commands).toContain("force-unlock directory-networking");
  });

  it.each([
    [{ apply: applies({ code: 0, stderr: "" }), plans: rest }, "went through, though the state was locked"],
    [{ apply: applies(refusal) }, "the killed apply had nothing left to do"],
    [{ apply: async () => ({ code: 0, stderr: "" }) }, "the apply ended with 0 before it was killed"],
    [
      {
        apply: applies(refusal),
        plans: {
          "directory-networking": [...rest["directory-networking"], { "aws_x.x9": "update" } as Effects],
        },
      },
      "the resumed apply left something:\n  directory-networking: aws_x.x9: change",
    ],
  ])("fails otherwise (%#)", async (answers, message) => {
    await expect(checkKilledApply(fakeSystem(structuredCloneOf(answers)), {})).rejects.toThrow(message);
  });
});

/** The plans are used up by a test. */
function structuredCloneOf(answers: FakeAnswers): FakeAnswers {
  return answers.plans ? { ...answers, plans: structuredClone(answers.plans) } : answers;
}

describe("after a destroy", () => {
  const key = { service: "kms/eu-west-1", kind: "keys", id: "arn:aws:kms:eu-west-1:123456789012:key/1" };

  it("nothing is left, or what stays on purpose", async () => {
    expect(await checkNothingLeft(fakeSystem({}), [])).toBe(
      "2 empty states; tagged System=directory: nothing",
    );
    expect(await checkNothingLeft(fakeSystem({ tagged: [key] }), [/^kms\/keys /])).toBe(
      "2 empty states; tagged System=directory: nothing but, on purpose, kms/keys",
    );
  });

  it("fails when a state or the account still holds something", async () => {
    const stateList = { "directory-api": "aws_lambda_function.function\n" };
    await expect(checkNothingLeft(fakeSystem({ stateList }), [])).rejects.toThrow(
      "states still hold:\ndirectory-api: aws_lambda_function.function",
    );
    await expect(checkNothingLeft(fakeSystem({ tagged: [key] }), [])).rejects.toThrow(`kms/keys ${key.id}`);
  });

  it("fails when what should stay is gone", async () => {
    await expect(checkNothingLeft(fakeSystem({}), [/^kms\/keys /])).rejects.toThrow(
      "these should have stayed, but are gone:\n/^kms\\/keys /",
    );
  });
});
