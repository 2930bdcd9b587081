import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { awsCdkContenders } from "../../../bench/synth/aws-cdk";
import { temporaryFolders } from "../../support/temporary-folders";

const makeFolder = temporaryFolders();

/** A package in the place of ours, installed, whose build is this command. */
async function contendersWithBuild(build: string) {
  const root = makeFolder();
  const project = join(root, "bench/aws-cdk");
  mkdirSync(join(project, "node_modules"), { recursive: true });
  writeFileSync(join(project, "package.json"), JSON.stringify({ scripts: { build } }));
  writeFileSync(join(project, "package-lock.json"), "{}");
  writeFileSync(join(project, "node_modules/.package-lock.json"), "{}");
  const progress: string[] = [];
  const contenders = await awsCdkContenders({
    root,
    folder: join(root, "bench-folder"),
    onProgress: (line) => progress.push(line),
  });
  return { ...contenders, root, progress: progress.join("\n") };
}

it("says that AWS CDK is missing when it can't be built; what npm said of this machine stays out of the report", async () => {
  const { present, missing, root, progress } = await contendersWithBuild("pwd; exit 3");
  expect(present).toEqual([]);
  expect(missing).toEqual([
    { name: "AWS CDK, the same two systems", why: "npm run build fails in bench/aws-cdk" },
  ]);
  expect(progress).toContain(root);
});

it("runs AWS CDK with its validation and without, otherwise alike", async () => {
  const { present, missing } = await contendersWithBuild("exit 0");
  expect(missing).toEqual([]);
  const [validated, unvalidated] = present;
  expect(validated?.id).toBe("aws-cdk");
  expect(validated?.environment).not.toHaveProperty("CDK_VALIDATION");
  expect(unvalidated?.id).toBe("aws-cdk-unvalidated");
  expect(unvalidated?.environment).toHaveProperty("CDK_VALIDATION", "false");
  expect(unvalidated?.args).toEqual(validated?.args);
});
