import { describe, expect, it } from "vitest";
import { chooseNames } from "../../command-line/choose-names";
import { CommandError } from "../../command-line/command-error";
import { oneSystem, readArguments } from "../../command-line/read-arguments";

const options = { preset: { type: "string" }, brief: { type: "boolean" } } as const;
const read = (...args: string[]) => readArguments(args, "the usage", options);

describe("a command's arguments", () => {
  it("are names and the options it knows", () => {
    const given = read("directory", "--preset", "prod", "--brief");
    expect({ ...given?.values }).toEqual({ preset: "prod", brief: true });
    expect(given?.positionals).toEqual(["directory"]);
  });

  it.each(["--help", "-h"])("are none when %s asks for the usage, whatever else is there", (help) => {
    expect(read("directory", help)).toBeUndefined();
  });

  it.each([["--prest"], ["--preset"], ["--brief=yes"]])("are refused with the usage: %s", (wrong) => {
    expect(() => read(wrong)).toThrow(CommandError);
    expect(() => read(wrong)).toThrow(/--(prest|preset|brief)[\s\S]*\n\nthe usage$/);
  });
});

describe("the one system a command is asked for", () => {
  it("is the only name", () => {
    expect(oneSystem(["directory"], "the usage")).toBe("directory");
  });

  it.each([
    { names: [], given: "nothing" },
    { names: ["directory", "ha-web"], given: "directory ha-web" },
  ])("is asked for when $given is given", ({ names, given }) => {
    expect(() => oneSystem(names, "the usage")).toThrow(
      new CommandError(`name one system, or all; given: ${given}\n\nthe usage`),
    );
  });
});

describe("a name chosen from some", () => {
  const names = ["directory", "ha-web"] as const;

  it("is that one, or each for all", () => {
    expect(chooseNames("system", names, "ha-web")).toEqual(["ha-web"]);
    expect(chooseNames("system", names, "all")).toEqual(names);
  });

  it("is suggested when it's a typo away", () => {
    expect(() => chooseNames("system", names, "dirctory")).toThrow(
      new CommandError(
        'there is no system "dirctory"; did you mean directory?\n\n  allowed  directory, ha-web, all',
      ),
    );
  });

  it("isn't guessed from anything else", () => {
    expect(() => chooseNames("system", names, "nonsense", " (see the settings)")).toThrow(
      new CommandError(
        'there is no system "nonsense"\n\n  allowed  directory, ha-web, all (see the settings)',
      ),
    );
  });
});
