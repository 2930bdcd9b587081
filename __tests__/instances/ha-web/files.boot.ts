import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeBoots } from "./boot-suite";

const folder = "instances/ha-web";
const scripts = readdirSync(folder)
  .filter((name) => name.endsWith(".sh"))
  .map((name) => join(folder, name));

describeBoots("The boot's scripts", () => {
  it("hold nothing that shellcheck objects to", () => {
    const { status, stdout } = spawnSync("shellcheck", ["-x", ...scripts], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  it("stop at the first error, and trace no command, which would write secrets to the log", () => {
    for (const script of scripts) {
      const text = readFileSync(script, "utf8");
      if (text.startsWith("#!")) expect(text).toMatch(/^set -euo pipefail$/m);
      expect(text).not.toMatch(/set -[a-z]*x|xtrace/);
    }
  });
});
