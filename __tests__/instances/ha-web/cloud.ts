import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { asRoot } from "../../../scripts/as-root.mjs";
import type { DatabaseCredentials, DatabaseServer } from "../../support/database-server";
import { Machine } from "./machine";

/** Things that can be wrong outside the instances; each is a file that the stand-ins look for. */
export type Trouble = "no-repositories" | "no-file-system" | "wrong-checksum" | "pause-installation";

export interface CloudOptions {
  readonly database: DatabaseServer;
  readonly databaseName: string;
  /** Host and port of the cache's configuration endpoint. @default one where nothing answers */
  readonly cacheEndpoint?: string;
  /** Settings that differ from the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
}

const standInForWpCli = readFileSync(resolve("__tests__/instances/ha-web/amazon/wp-cli-stand-in.php"));
const wpCliAddress = "github.com/wp-cli/wp-cli/releases/download/v2.12.0/wp-cli-2.12.0.phar";
const authorityAddress = "truststore.pki.rds.amazonaws.com/us-east-1/us-east-1-bundle.pem";
const wordpressVersion = "6.1.9";

/** The database's name in its certificate, and on the machines. */
export const databaseHost = "writer.test";

/** What surrounds the instances of one site: the secret, the shared files, the downloads, and a record of who asked for what. */
export class Cloud {
  private readonly folder = mkdtempSync(join(tmpdir(), "strata-cloud-"));
  private readonly machines: Machine[] = [];

  constructor(private readonly options: CloudOptions) {
    mkdirSync(this.path("launching"));
    // As the access point shows it: the web server's user owns it.
    mkdirSync(this.path("files"), { mode: 0o750 });
    runAsRoot(["chown", "48:48", this.path("files")]);
    writeFileSync(this.path("calls"), "");
    chmodSync(this.path("calls"), 0o666);
    chmodSync(this.folder, 0o755);
    writeFileSync(this.path("wordpress-version"), wordpressVersion);
    this.offer(wpCliAddress, standInForWpCli);
    this.offer(authorityAddress, readFileSync(options.database.caFile));
    this.setSecret(options.database.master);
  }

  /** A new instance, launched by the group, its power on. */
  async launch(): Promise<Machine> {
    const number = this.machines.length + 1;
    const folder = this.path(`machine-${number}`);
    mkdirSync(folder);
    const machine = new Machine({
      folder,
      cloud: this.folder,
      files: this.path("files"),
      number,
      settings: this.settings(),
    });
    machine.expectWpCli(createHash("sha512").update(standInForWpCli).digest("hex"));
    writeFileSync(this.path("launching", machine.id), "");
    this.machines.push(machine);
    await machine.start();
    return machine;
  }

  /** A new instance that serves the site. */
  async launchAndBoot(): Promise<Machine> {
    const machine = await this.launch();
    const { status, output } = await machine.boot();
    if (status !== 0) throw new Error(`the boot ended with ${status}:\n${output}`);
    return machine;
  }

  setSecret(credentials: DatabaseCredentials): void {
    writeFileSync(this.path("secret"), JSON.stringify(credentials));
  }

  refuseSecret(): void {
    rmSync(this.path("secret"));
  }

  setTrouble(trouble: Trouble): void {
    writeFileSync(this.path(trouble), "");
  }

  endTrouble(trouble: Trouble): void {
    rmSync(this.path(trouble));
  }

  /** What the download of wp-cli is from now on. */
  replaceWpCli(content: string): void {
    this.offer(wpCliAddress, Buffer.from(content));
  }

  /** What the download of the database's authority is from now on. */
  replaceAuthority(pem: string): void {
    this.offer(authorityAddress, Buffer.from(pem));
  }

  removeAuthority(): void {
    rmSync(this.path("web", authorityAddress));
  }

  /** What the stand-ins were asked for, `<instance> <program> <arguments>` a line. */
  calls(): string[] {
    return readFileSync(this.path("calls"), "utf8").split("\n").filter(Boolean);
  }

  /** What an instance told its Auto Scaling group, by the operation's name and what it says. */
  told(machine: Machine): string[] {
    return this.calls()
      .filter((call) => call.startsWith(`${machine.id} aws autoscaling`))
      .map((call) => /(CONTINUE|ABANDON|Unhealthy)/.exec(call)?.[1] ?? call);
  }

  /** Whether something lies on the shared file system. */
  hasFile(path: string): boolean {
    return existsSync(this.path("files", path));
  }

  async close(): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.cutPower()));
    runAsRoot(["rm", "-rf", this.folder]);
  }

  private settings(): Record<string, string> {
    const { database, databaseName, cacheEndpoint, settings } = this.options;
    return {
      siteUrl: "http://site.test",
      siteTitle: "A site",
      adminUser: "webmaster",
      adminEmail: "webmaster@example.com",
      wordpressVersion,
      databaseHost: `${databaseHost}:${database.port}`,
      databaseName,
      databaseSecretArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!cluster-1",
      cacheEndpoint: cacheEndpoint ?? "cache.test:9",
      fileSystemId: "fs-0123456789abcdef0",
      accessPointId: "fsap-0123456789abcdef0",
      region: "us-east-1",
      autoScalingGroupName: "ha-web-test",
      lifecycleHookName: "boot",
      ...settings,
    };
  }

  private offer(address: string, content: Buffer): void {
    const file = this.path("web", address);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  private path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }
}

function runAsRoot(command: string[]): void {
  const [program = "", ...args] = asRoot(command);
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
}
