import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { asRoot } from "../../../scripts/as-root.mjs";
import { bootFiles } from "../../../stacks/ha-web/user-data";
import { withoutComments } from "../../../stacks/ha-web/without-comments";

/** How a command on a machine ended. */
export interface Ended {
  /** 128 and the signal's number when one ended it, as a shell counts. */
  readonly status: number;
  /** What it wrote, stdout and stderr together. */
  readonly output: string;
}

/** A page as the load balancer gets it. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What a machine is made from. */
export interface MachineOptions {
  /** An empty folder for the machine's disk. */
  readonly folder: string;
  /** The folder that stands for what lies outside the instance: secret, downloads, notes of calls. */
  readonly cloud: string;
  /** The file system that the machines share. */
  readonly files: string;
  /** 1, 2, …: makes the instance's id and address. */
  readonly number: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Environment of every command: that of a systemd service, the stand-ins first, and the folder where Amazon Linux has PHP's settings. */
const environment = [
  "PATH=/srv/amazon:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  "PHP_INI_SCAN_DIR=:/etc/php.d",
  "LANG=C.UTF-8",
];

const source = resolve("instances/ha-web");
const here = resolve("__tests__/instances/ha-web");

/**
 * An instance to boot: the real scripts at their real places, as cloud-init lays them there, on a root file system, with
 * processes, mounts and memory of its own. Its network is this machine's. Only what needs AWS is a stand-in (the folder
 * `amazon`).
 */
export class Machine {
  readonly id: string;
  private readonly address: string;
  /** What the latest command has written so far. */
  latestOutput = "";
  private holder: ChildProcess | undefined;
  private pid = "";

  constructor(private readonly options: MachineOptions) {
    this.id = `i-${String(options.number).padStart(17, "0")}`;
    // Test files run at the same time, each in a worker of its own.
    this.address = `127.77.${process.env.VITEST_POOL_ID ?? "0"}.${options.number}`;
    for (const folder of ["disk", "work", "root"]) mkdirSync(join(options.folder, folder));
    this.layAmazonLinux();
    this.layUserData();
  }

  /** Power on. The disk is as it was left; memory is empty. */
  async start(): Promise<void> {
    const { folder, cloud, files } = this.options;
    const script = ["sh", join(here, "machine.sh"), folder, cloud, files, join(here, "amazon")];
    const [program = "", ...args] = asRoot([
      "unshare",
      "--mount",
      "--pid",
      "--fork",
      "--kill-child",
      ...script,
    ]);
    const holder = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.holder = holder;
    let complaint = "";
    holder.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint += text;
    });
    this.pid = await new Promise((started, failed) => {
      createInterface(holder.stdout).once("line", started);
      holder.once("close", (status) =>
        failed(new Error(`the machine did not start (${status}): ${complaint}`)),
      );
    });
  }

  /** All its processes end at once, wherever they are. */
  async cutPower(): Promise<void> {
    if (!this.holder || this.holder.exitCode !== null) return;
    const ended = once(this.holder, "exit");
    this.holder.stdin?.end();
    await ended;
  }

  /** Runs a command on the machine, as root. */
  async run(command: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const enter = ["nsenter", "--target", this.pid, "--mount", "--pid", "--root"];
    const [program = "", ...args] = asRoot([
      ...enter,
      "env",
      "-C",
      "/",
      "-i",
      ...environment,
      ...given,
      ...command,
    ]);
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    this.latestOutput = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        this.latestOutput = output;
      });
    }
    // "exit", not "close": Apache and PHP-FPM, started by the boot, keep its output open.
    const [status] = await once(child, "exit");
    await new Promise((done) => setImmediate(done));
    return { status: status ?? 137, output };
  }

  /** What systemd does at every start of the instance. */
  boot(variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.run(["/opt/ha-web/boot"], {
      HA_WEB_PAUSE_SECONDS: "0.2",
      HA_WEB_PATIENCE_SECONDS: "60",
      ...variables,
    });
  }

  /** Asks for a page as the load balancer does; fails when nothing listens. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    return new Promise((done, failed) => {
      request({ host: this.address, path, headers: { host: "site.test", ...headers } }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        response.on("end", () => done({ status: response.statusCode ?? 0, headers: response.headers, body }));
      })
        .on("error", failed)
        .end();
    });
  }

  /** A file's text as root reads it. */
  async read(path: string): Promise<string> {
    return (await this.run(["cat", path])).output;
  }

  /** What of Amazon Linux the scripts meet: a user, some folders, names of hosts. */
  private layAmazonLinux(): void {
    for (const folder of ["httpd/conf.d", "php.d", "php-fpm.d", "pki/tls/certs", "ha-web"]) {
      mkdirSync(this.onDisk("etc", folder), { recursive: true });
    }
    mkdirSync(this.onDisk("var/www"), { recursive: true });
    mkdirSync(this.onDisk("usr/local/bin"), { recursive: true });
    writeFileSync(this.onDisk("etc/instance-id"), `${this.id}\n`);
    writeFileSync(this.onDisk("etc/instance-address"), `${this.address}\n`);
    writeFileSync(
      this.onDisk("etc/passwd"),
      `${readFileSync("/etc/passwd", "utf8")}apache:x:48:48::/usr/share/httpd:/sbin/nologin\n`,
    );
    writeFileSync(this.onDisk("etc/group"), `${readFileSync("/etc/group", "utf8")}apache:x:48:\n`);
    writeFileSync(this.onDisk("etc/hosts"), "127.0.0.1 localhost writer.test other.test cache.test\n");
    cpSync("/etc/ssl/certs/ca-certificates.crt", this.onDisk("etc/pki/tls/certs/ca-bundle.crt"), {
      dereference: true,
    });
  }

  /** As cloud-init does with the compute stack's user data: the same list. */
  private layUserData(): void {
    for (const { name, path, permissions } of bootFiles) {
      mkdirSync(this.onDisk(dirname(path)), { recursive: true });
      writeFileSync(this.onDisk(path), withoutComments(name, readFileSync(join(source, name), "utf8")));
      chmodSync(this.onDisk(path), Number.parseInt(permissions, 8));
    }
    writeFileSync(this.onDisk("etc/ha-web/site.json"), JSON.stringify(this.options.settings), {
      mode: 0o644,
    });
  }

  /**
   * Makes the boot's pinned checksum that of the stand-in for wp-cli, which is checked like the real one.
   * @param sha512 of what the download will be
   */
  expectWpCli(sha512: string): void {
    const boot = this.onDisk("opt/ha-web/boot");
    const text = readFileSync(boot, "utf8");
    writeFileSync(boot, text.replace(/^readonly wp_cli_sha512=.*$/m, `readonly wp_cli_sha512=${sha512}`));
  }

  private onDisk(...path: string[]): string {
    return join(this.options.folder, "disk", ...path);
  }
}
