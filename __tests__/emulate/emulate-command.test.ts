import { describe, expect, it } from "vitest";
import type { AccountCommandOptions } from "../../emulate/account-command";
import { emulateCommand } from "../../emulate/emulate-command";
import { TerraformFailure } from "../../plan/plan-layer";

/** Runs the command where nothing can be built or started, unless told otherwise. */
async function emulate(args: string[], options: Partial<AccountCommandOptions> = {}) {
  const printed: string[] = [];
  const errors: string[] = [];
  const code = await emulateCommand({
    args,
    root: "/nowhere",
    missingTools: () => [],
    build: async () => undefined,
    terraform: {
      environment: () => ({}),
      find: () => ({ version: "1.11.4" }),
      run: async () => {
        throw new Error("Terraform was run");
      },
    },
    startEmulator: async () => {
      throw new Error("the account was started");
    },
    print: (text) => printed.push(text),
    printError: (text) => errors.push(text),
    signal: new AbortController().signal,
    ...options,
  });
  return { code, output: printed.join("\n"), errors: errors.join("\n") };
}

describe("npm run emulate", () => {
  it("shows how it is called", async () => {
    const { code, output } = await emulate(["--help"]);
    expect(code).toBe(0);
    expect(output).toContain("npm run emulate -- <system|all> [--preset dev|prod|all]");
  });

  it.each([
    [[], "name one system, or all; given: nothing"],
    [["directory", "ha-web"], "name one system, or all; given: directory ha-web"],
    [
      ["directry"],
      'there is no system "directry"; did you mean directory?\n\n  allowed  directory, ha-web, all',
    ],
    [["all", "--preset", "pro"], 'there is no preset "pro"; did you mean prod?\n\n  allowed  dev, prod, all'],
    [["all", "--presets"], "Unknown option '--presets'"],
  ])("refuses %j before it does anything", async (args, message) => {
    const { code, errors } = await emulate(args);
    expect(code).toBe(1);
    expect(errors).toContain(message);
  });

  it("names all that is missing at once, with the commands that bring it", async () => {
    const missingTools = () => ["no terraform: install it", "no moto: run `pip install moto`"];
    const { code, errors } = await emulate(["all"], { missingTools });
    expect(code).toBe(1);
    expect(errors).toBe(
      "Nothing was deployed; this machine lacks:\n\n  no terraform: install it\n  no moto: run `pip install moto`",
    );
  });

  it("says in Terraform's words why the provider can't be installed", async () => {
    const startEmulator = async () => {
      throw new TerraformFailure("init", "Failed to query available provider packages");
    };
    const { code, errors } = await emulate(["all"], { startEmulator });
    expect(code).toBe(1);
    expect(errors).toContain("terraform init says:\n\nFailed to query available provider packages");
  });

  it("ends with 130 when it is interrupted", async () => {
    const interrupt = new AbortController();
    const startEmulator = async () => {
      interrupt.abort();
      throw new Error("ended by a signal");
    };
    const { code, errors } = await emulate(["directory"], { startEmulator, signal: interrupt.signal });
    expect(code).toBe(130);
    expect(errors).toContain("Interrupted: there is no result, and everything is removed.");
  });
});
