import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DeployProgress } from "../../demo/deploy-progress";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function progress() {
  const said: string[] = [];
  const deploy = new DeployProgress((text) => said.push(text));
  return { said, read: (line: string) => deploy.read(line) };
}

it("tells of a layer when it begins and when it is done, and how long that took", () => {
  const { said, read } = progress();
  read("directory-data  Initializing the backend...");
  read("directory-data  aws_kms_key.data (data): Creating...");
  read("directory-data  aws_kms_key.data: Creating...");
  read("directory-data  aws_db_instance.database: Creating...");
  vi.advanceTimersByTime(83_000);
  read("directory-data  Apply complete! Resources: 9 added, 0 changed, 0 destroyed.");
  expect(said).toEqual(["directory-data: deploying …", "directory-data: 9 resources in 83 s"]);
});

it("says what is waited for, but not every ten seconds", () => {
  const { said, read } = progress();
  for (const elapsed of ["00m10s", "00m20s", "00m30s", "00m40s"]) {
    vi.advanceTimersByTime(10_000);
    read(
      `directory-data  aws_db_instance.database (database/Default): Still creating... [${elapsed} elapsed]`,
    );
  }
  expect(said).toEqual([
    "directory-data: aws_db_instance.database is being made, 00m20s",
    "directory-data: aws_db_instance.database is being made, 00m40s",
  ]);
});

it("keeps layers apart that are deployed at once", () => {
  const { said, read } = progress();
  read("directory-data  aws_kms_key.data: Creating...");
  vi.advanceTimersByTime(5_000);
  read("directory-compute  aws_lb.page: Creating...");
  vi.advanceTimersByTime(60_000);
  read("directory-compute  Apply complete! Resources: 17 added, 0 changed, 0 destroyed.");
  read("directory-data  Apply complete! Resources: 9 added, 0 changed, 0 destroyed.");
  expect(said.slice(2)).toEqual([
    "directory-compute: 17 resources in 60 s",
    "directory-data: 9 resources in 65 s",
  ]);
});
