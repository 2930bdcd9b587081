import { expect, it } from "vitest";
import { instanceArchitecture } from "../../config/instance-architecture";
import { loadSettings } from "../../config/load-settings";

it.each(["t4g.small", "m7g.large", "c7gn.medium", "r8gd.24xlarge", "g5g.xlarge"])("%s is ARM64", (type) => {
  expect(instanceArchitecture(type)).toBe("ARM64");
});

it.each(["t3.small", "t3a.small", "m7i-flex.large", "c6in.large", "g4dn.xlarge", "r5b.large"])(
  "%s is x86-64",
  (type) => {
    expect(instanceArchitecture(type)).toBe("X86_64");
  },
);

it("refuses what is no type", () => {
  expect(() => instanceArchitecture("t4g")).toThrow("is written <family>.<size>, given: t4g");
});

it("follows the instance's type in the settings", () => {
  expect(loadSettings({}).haWeb.instance).toMatchObject({ type: "t4g.small", architecture: "ARM64" });
  expect(loadSettings({ haWeb: { instance: { type: "t3.small" } } }).haWeb.instance.architecture).toBe(
    "X86_64",
  );
});
