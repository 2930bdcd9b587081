import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Contender } from "./contender";
import type { Contenders, ContendersOptions } from "./contenders";

/** What bench/aws-cdk, a package of its own, builds: its README says how it is run, and why so. */
const bundledApp = "dist/app.cjs";
const app = "dist/modules/bench/aws-cdk/app.js";
const appWithCodeCache = "app-with-code-cache.cjs";
const withoutValidation = { CDK_VALIDATION: "false" };

/** AWS CDK making the same two systems; installed and built first. Without the network they are missing. */
export async function awsCdkContenders({ root, folder, onProgress }: ContendersOptions): Promise<Contenders> {
  const name = "AWS CDK, the same two systems";
  const project = join(root, "bench/aws-cdk");
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
      args: [join(project, program)],
      folder: project,
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

async function prepare(project: string, onProgress: (line: string) => void): Promise<void> {
  if (!isInstalled(project)) {
    onProgress("installing AWS CDK …");
    await npm(project, ["ci", "--no-audit", "--no-fund"]);
  }
  onProgress("building the AWS CDK program …");
  await npm(project, ["run", "build"]);
}

/** npm notes at the end of an installation what it has installed. */
function isInstalled(project: string): boolean {
  const note = join(project, "node_modules/.package-lock.json");
  const lock = join(project, "package-lock.json");
  return existsSync(note) && statSync(note).mtimeMs >= statSync(lock).mtimeMs;
}

/** @throws NpmFailure */
async function npm(folder: string, args: readonly string[]): Promise<void> {
  const child = spawn("npm", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, "close");
  if (code !== 0)
    throw new NpmFailure(`npm ${args.join(" ")} fails in bench/aws-cdk`, (await output).join("\n").trim());
}

/** The message is fit for the report; what npm said may name folders of this machine. */
class NpmFailure extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}
