import { describe, expect, it } from "vitest";
import { withoutComments } from "../../../stacks/ha-web/without-comments";

describe("A file of the boot, as the instances get it", () => {
  it("has no comment lines, each language's own", () => {
    expect(withoutComments("a.sh", "#!/bin/sh\n# why\n  # so\necho '#'\ncase a in\n;;\nesac\n")).toBe(
      "#!/bin/sh\necho '#'\ncase a in\n;;\nesac\n",
    );
    expect(withoutComments("a.php", "<?php\n/**\n * Why.\n */\n// so\n$a = 1; // stays\n")).toBe(
      "<?php\n$a = 1; // stays\n",
    );
    expect(withoutComments("a.ini", "; why\na = 1\n")).toBe("a = 1\n");
    expect(withoutComments("a.conf", "# why\n; so\nA 1\n")).toBe("A 1\n");
    expect(withoutComments("a.service", "[Unit]\n# why\nA=1\n")).toBe("[Unit]\nA=1\n");
  });

  it("is refused when nobody said how a comment begins there", () => {
    expect(() => withoutComments("a.lua", "-- why\n")).toThrow("a.lua: how does a comment begin in .lua?");
  });
});
