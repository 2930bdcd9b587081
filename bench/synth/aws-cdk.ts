import { join } from "node:path";
import { NpmFailure, OwnPackage } from "../own-package";
import type { Contender, Contenders } from "./contender";

/** What bench/aws-cdk, a package of its own, builds: its README says how it is run, and why so. */
const bundledApp = "dist/app.cjs";
const app = "dist/modules/bench/aws-cdk/app.js";
const appWithCodeCache = "app-with-code-cache.cjs";
const withoutValidation = { CDK_VALIDATION: "false" };

export interface AwsCdkOptions {
  /** The project's folder, its functions built. */
  readonly root: string;
  /** For what the programs emit. */
  readonly folder: string;
  readonly onProgress: (line: string) => void;
}

/** AWS CDK making the same two systems; installed and built first. Without the network they are missing. */
export async function awsCdkContenders({ root, folder, onProgress }: AwsCdkOptions): Promise<Contenders> {
  const name = "AWS CDK, the same two systems";
  const project = new OwnPackage(root, "aws-cdk");
  try {
    await prepare(project, onProgress);
  } catch (error) {
    if (!(error instanceof NpmFailure)) throw error;
    onProgress(`${error.message}:\n${error.output}`);
    return { present: [], missing: [{ name, why: error.message }] };
  }
  const contender = (
    id: string,
    title: string,
    program: string,
    environment: Readonly<Record<string, string>> = {},
  ): Contender => {
    const outdir = join(folder, "out", id);
    return {
      id,
      name: title,
      args: [join(project.folder, program)],
      folder: project.folder,
      environment: { ...environment, CDK_OUTDIR: outdir },
      proof: join(outdir, "manifest.json"),
    };
  };
  return {
    present: [
      contender("aws-cdk", `${name}, bundled`, bundledApp),
      contender(
        "aws-cdk-unvalidated",
        "the same, its validation switched off",
        bundledApp,
        withoutValidation,
      ),
      contender("aws-cdk-unbundled", "the same, switched off and not bundled", app, withoutValidation),
      contender(
        "aws-cdk-cached",
        "the same, switched off, bundled, its compiled code kept as the app's",
        appWithCodeCache,
        withoutValidation,
      ),
    ],
    missing: [],
  };
}

async function prepare(project: OwnPackage, onProgress: (line: string) => void): Promise<void> {
  await project.install(() => onProgress("installing AWS CDK …"));
  onProgress("building the AWS CDK program …");
  await project.npm(["run", "build"]);
}
