import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The oldest Terraform that takes what the stacks emit. */
export const requiredTerraform = "1.11";

/** A release that the tests have run with. */
const provenTerraform = "1.11.4";

/** What brings Terraform to this kind of machine: HashiCorp's own archive, into a folder that is on every PATH. */
function installCommand() {
  const system = process.platform === "darwin" ? "darwin" : "linux";
  const processor = process.arch === "arm64" ? "arm64" : "amd64";
  const archive = `terraform_${provenTerraform}_${system}_${processor}.zip`;
  return (
    `curl -fsSO https://releases.hashicorp.com/terraform/${provenTerraform}/${archive} && ` +
    `sudo unzip -o ${archive} terraform -d /usr/local/bin`
  );
}

/**
 * The Terraform on this machine, or what is missing and how to get it.
 * @returns {{ version: string } | { missing: string }}
 */
export function findTerraform() {
  const { status, stdout } = spawnSync("terraform", ["version", "-json"], {
    encoding: "utf8",
    env: terraformEnvironment(),
  });
  const advice = `install Terraform ${requiredTerraform} or newer, for instance by \`${installCommand()}\` (https://developer.hashicorp.com/terraform/install)`;
  if (status !== 0) return { missing: `no terraform on the PATH: ${advice}` };
  /** @type {string} */
  const version = JSON.parse(stdout).terraform_version;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [requiredMajor = 0, requiredMinor = 0] = requiredTerraform.split(".").map(Number);
  const isRecent = major > requiredMajor || (major === requiredMajor && minor >= requiredMinor);
  return isRecent ? { version } : { missing: `terraform is ${version}: ${advice}` };
}

/**
 * The environment to run Terraform in: it asks nobody for updates or input, and takes its providers from an unpacked
 * mirror on this machine if there is one.
 * @returns {NodeJS.ProcessEnv}
 */
export function terraformEnvironment() {
  const configured = process.env.TF_CLI_CONFIG_FILE;
  /** @type {NodeJS.ProcessEnv} */
  const environment = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" };
  if (configured && existsSync(configured)) return environment;
  // Terraform takes a file that isn't there for a mistake.
  delete environment.TF_CLI_CONFIG_FILE;
  const mirror = findProviderMirror();
  if (mirror) environment.TF_CLI_CONFIG_FILE = mirrorConfig(mirror);
  return environment;
}

/**
 * An unpacked mirror one level below the folder for add-on software. Terraform's own mirror folders need no search:
 * it looks there by itself.
 */
function findProviderMirror() {
  const addOns = "/opt";
  if (!existsSync(addOns)) return undefined;
  return readdirSync(addOns)
    .map((name) => join(addOns, name))
    .find((folder) => existsSync(join(folder, "registry.terraform.io/hashicorp/aws")));
}

/**
 * @param {string} mirror
 */
function mirrorConfig(mirror) {
  const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), ".build");
  const path = join(folder, "provider-mirror.tfrc");
  mkdirSync(folder, { recursive: true });
  // Renamed into place, since another process may be reading it.
  const draft = `${path}.${process.pid}`;
  writeFileSync(
    draft,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["registry.terraform.io/hashicorp/*"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/*"]
  }
}
`,
  );
  renameSync(draft, path);
  return path;
}

/**
 * Runs Terraform in a stack's folder.
 * @param {string} folder
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.environment] what to run it in; `terraformEnvironment()` by default
 * @param {AbortSignal} [options.signal] interrupts it, as Ctrl-C would: it ends in its own time, with a code that isn't 0
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
export function runTerraform(folder, args, { environment = terraformEnvironment(), signal } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", [`-chdir=${folder}`, ...args], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      // In a group of its own the terminal's Ctrl-C doesn't reach it too: Terraform takes a second interrupt for
      // "drop everything", and leaves its providers running.
      detached: signal !== undefined,
    });
    const interrupt = () => child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt, { once: true });
    if (signal?.aborted) interrupt();
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      signal?.removeEventListener("abort", interrupt);
      resolve({ code, stdout, stderr });
    });
  });
}

/** All of it, for commands that are given their Terraform. */
export const terraform = { find: findTerraform, run: runTerraform, environment: terraformEnvironment };
