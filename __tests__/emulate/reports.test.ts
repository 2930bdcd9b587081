import { describe, expect, it, vi } from "vitest";
import { type CheckResult, runCheck } from "../../emulate/check";
import { checkReport } from "../../emulate/check-report";
import { StackProgress } from "../../emulate/stack-progress";
import { lockThatRefused } from "../../emulate/state-lock";

const passed: CheckResult = {
  system: "directory",
  check: "a second plan shows no change",
  outcome: "passed",
  saw: "no change in 4 layers",
  seconds: 12.4,
};

describe("the report", () => {
  it("is a table of what was seen", () => {
    const report = checkReport([passed]);
    expect(report).toMatch(
      /│ directory │ a second plan shows no change │ passed │ 12 │ no change in 4 layers +│/,
    );
    expect(report).toMatch(/\nAll 1 checks passed\.$/);
  });

  it("shows below the table in full what a failed check saw, and counts what wasn't run", () => {
    const failed: CheckResult = {
      ...passed,
      outcome: "failed",
      saw: "directory-api would change\n  one: change",
    };
    const report = checkReport([passed, failed, { ...passed, outcome: "not run", saw: "" }]);
    expect(report).toContain(
      "directory, a second plan shows no change:\n  directory-api would change\n    one: change",
    );
    expect(report).toMatch(/│ FAILED +│/);
    expect(report).toMatch(/1 of 3 checks FAILED, 1 were not run\.$/);
  });
});

describe("a check", () => {
  it("passes with what it saw, and fails with what was thrown", async () => {
    expect(await runCheck("directory", "one", async () => "seen")).toMatchObject({
      outcome: "passed",
      saw: "seen",
    });
    const work = async () => {
      throw new Error("not so");
    };
    expect(await runCheck("directory", "one", work)).toMatchObject({ outcome: "failed", saw: "not so" });
  });
});

describe("progress", () => {
  it("tells when a stack begins and ends, from what cdktf prints", () => {
    const said: string[] = [];
    const progress = new StackProgress((text) => said.push(text));
    for (const line of [
      "⠋  Synthesizing",
      "0 Stacks deploying     1 Stack done     0 Stacks waiting",
      "directory-networking  Initializing the backend...",
      "directory-networking  aws_vpc.network (network/Default): Creating...",
      "directory-networking  aws_eip.address (network/nat-a): Creating...",
      "directory-networking  aws_vpc.network (network/Default): Still creating... [10s elapsed]",
      "                      Apply complete! Resources: 40 added, 0 changed, 0 destroyed.",
      "directory-data  aws_db_instance.database (database/Default): Destroying... [id=db-1]",
      "directory-data  Destroy complete! Resources: 9 destroyed.",
    ]) {
      progress.read(line);
    }
    expect(said).toEqual([
      "directory-networking: begins",
      "directory-networking: 40 added in 0 s",
      "directory-data: begins",
      "directory-data: 9 destroyed in 0 s",
    ]);
    expect(progress.summary()).toBe("directory-networking: 40 added; directory-data: 9 destroyed");
  });
});

describe("a long wait", () => {
  it("is explained now and then", () => {
    vi.useFakeTimers();
    const said: string[] = [];
    const progress = new StackProgress((text) => said.push(text));
    const line =
      "directory-data  aws_db_instance.database (database/Default): Still creating... [00m10s elapsed]";
    progress.read(line);
    vi.advanceTimersByTime(20_000);
    progress.read(line);
    progress.read(line);
    vi.useRealTimers();
    expect(said).toEqual(["directory-data: still creating aws_db_instance.database, 00m10s"]);
  });
});

describe("a refusal for a lock", () => {
  const stderr = `
Error: Error acquiring the state lock

Error message: operation error S3: PutObject, https response error StatusCode: 412
Lock Info:
  ID:        325ab3ce-4fd4-392c-ee27-a05398294e17
  Path:      states/strata/dev/directory-networking.tfstate
`;

  it("is told by the lock's id", () => {
    expect(lockThatRefused("an apply", { code: 1, stdout: "", stderr })).toBe(
      "325ab3ce-4fd4-392c-ee27-a05398294e17",
    );
  });

  it.each([
    [
      { code: 0, stdout: "Apply complete!", stderr: "" },
      "an apply went through, though the state was locked",
    ],
    [{ code: 1, stdout: "", stderr: "Error: no credentials" }, "an apply ended with 1, but not for the lock"],
  ])("is no other end than that", (result, message) => {
    expect(() => lockThatRefused("an apply", result)).toThrow(message);
  });
});
