import { expect, it, vi } from "vitest";
import { demoCommand } from "../../demo/demo-command";
import type { AccountCommandOptions } from "../../emulate/account-command";

/** Runs the command on a machine that may lack something; nothing is ever deployed here. */
async function demo(args: readonly string[], options: Partial<AccountCommandOptions> = {}) {
  const printed: string[] = [];
  const errors: string[] = [];
  const build = vi.fn(async () => {});
  const code = await demoCommand({
    args,
    root: "/nowhere",
    missingTools: () => [],
    build,
    terraform: { run: vi.fn(), environment: () => ({}), find: vi.fn() },
    startEmulator: vi.fn(),
    print: (text) => printed.push(text),
    printError: (text) => errors.push(text),
    signal: new AbortController().signal,
    ...options,
  });
  return { code, printed: printed.join("\n"), errors: errors.join("\n"), build };
}

it("names everything that is missing at once, and does nothing", async () => {
  const { code, errors, build } = await demo([], {
    missingTools: () => ["no terraform: install it", "no moto: run `pip install moto`"],
  });
  expect(code).toBe(1);
  expect(errors).toBe(
    "The demo needs what this machine lacks:\n\n  no terraform: install it\n  no moto: run `pip install moto`",
  );
  expect(build).not.toHaveBeenCalled();
});

it("says what it can do when asked, whatever is missing", async () => {
  const { code, printed } = await demo(["--help"], { missingTools: () => ["no terraform"] });
  expect(code).toBe(0);
  expect(printed).toContain("--sign-in");
});

it.each([["--prod"], ["directory"], ["--sign-in=yes"]])("refuses %s and says what there is", async (arg) => {
  const { code, errors } = await demo([arg]);
  expect(code).toBe(1);
  expect(errors).toContain("npm run demo");
});

it("has a shell know that it was interrupted before it was alive", async () => {
  const interrupt = new AbortController();
  const { code, errors } = await demo([], {
    build: async () => {
      interrupt.abort();
      interrupt.signal.throwIfAborted();
    },
    signal: interrupt.signal,
  });
  expect(code).toBe(130);
  expect(errors).toContain("Interrupted: everything is removed.");
});

it("doesn't take a bug of its own for a mistake of the user's", async () => {
  const build = async () => {
    throw new TypeError("undefined is not a function");
  };
  await expect(demo([], { build })).rejects.toThrow(TypeError);
});
