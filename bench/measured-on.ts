import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import type { RowDataPacket } from "mysql2/promise";
import { startDatabaseServer } from "../__tests__/support/database-server";

/** What must be known of the machine and its programs to compare figures: label → value, in order. No host name, no path. */
export type MeasuredOn = Readonly<Record<string, string>>;

export interface MeasuredOnOptions {
  /** The project's folder. */
  readonly root: string;
  readonly findTerraform: () => { version: string } | { missing: string };
}

/** This machine, now. */
export async function measuredOn({ root, findTerraform }: MeasuredOnOptions): Promise<MeasuredOn> {
  const terraform = findTerraform();
  return {
    Date: new Date().toISOString().slice(0, 10),
    Processor: `${cpus()[0]?.model.trim() ?? "unknown"}, ${cpus().length} cores`,
    Memory: `${(totalmem() / 1e9).toFixed(0)} GB`,
    System: [distribution(), kernel()].filter(Boolean).join(", "),
    "Node.js": process.versions.node,
    ...versionsOf(join(root, "package.json"), [
      "cdktf",
      "cdktf-cli",
      "@cdktf/provider-aws",
      "esbuild",
      "typescript",
      "mysql2",
    ]),
    ...versionsOf(join(root, "bench/aws-cdk/package.json"), ["aws-cdk-lib"]),
    Terraform: "version" in terraform ? terraform.version : "none: nothing here runs it",
    "Database server": await databaseVersion(),
  };
}

/** Without what whoever built it has added to its version. */
function kernel(): string {
  return `${type()} ${/^[\d.]+/.exec(release())?.[0] ?? ""}`.trim();
}

/** Linux alone has a file that says what it is. */
function distribution(): string | undefined {
  try {
    return /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

/** All are pinned exactly, so what the manifest says is what is installed. */
function versionsOf(manifest: string, names: readonly string[]): Record<string, string> {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(manifest, "utf8"));
  const versions: Record<string, string> = { ...dependencies, ...devDependencies };
  return Object.fromEntries(names.map((name) => [name, versions[name] ?? "none"]));
}

async function databaseVersion(): Promise<string> {
  const server = await startDatabaseServer();
  try {
    const connection = await server.connect();
    const [rows] = await connection.query<RowDataPacket[]>("SELECT VERSION() AS version");
    await connection.end();
    const version = String(rows[0]?.version);
    return version.includes("MariaDB") ? version : `MySQL ${version}`;
  } finally {
    await server.close();
  }
}
