import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { presets, systemNames } from "../../config/settings";
import { withChange } from "../../emulate/context";
import { farewells } from "../../emulate/farewells";
import { firstContext } from "../../emulate/rehearsal";
import { settingChanges } from "../../emulate/setting-changes";
import { type Synthesized, synthesizeInto } from "../support/synthesized";

const rows = systemNames.flatMap((system) => presets.map((preset) => [system, preset] as const));

describe.each(rows)("the setting changes of %s, %s", (system, preset) => {
  const changes = settingChanges[system][preset];
  const contexts = [firstContext(system, preset)];
  for (const { context } of changes) contexts.push(withChange(contexts.at(-1) ?? {}, context));
  const synths = contexts.map(synthesizeInto);
  const steps = changes.map((change, index) => ({
    change,
    before: synths[index] as Synthesized,
    after: synths[index + 1] as Synthesized,
  }));

  it("are three, one of which replaces something", () => {
    expect(changes.length).toBeGreaterThanOrEqual(3);
    const effects = changes.flatMap(({ expected }) => Object.values(expected).flatMap(Object.values));
    expect(effects).toContain("replace");
  });

  it.each(steps)("name addresses that there are: $change.name", ({ change, before, after }) => {
    for (const [stack, effects] of Object.entries(change.expected)) {
      for (const [address, effect] of Object.entries(effects)) {
        const presence = [before.stack(stack).has(address), after.stack(stack).has(address)];
        const wanted = { create: [false, true], destroy: [true, false] }[effect as string] ?? [true, true];
        expect(presence, `${stack}: ${address} before and after`).toEqual(wanted);
      }
    }
  });

  it.each(steps)("name all that differs in the Terraform JSON: $change.name", ({ change, before, after }) => {
    const differing = after.stacks.flatMap(({ name, resources }) => {
      const former = new Map(before.stack(name).resources.map(({ address, args }) => [address, args]));
      const latter = new Map(resources.map(({ address, args }) => [address, args]));
      return [...new Set([...former.keys(), ...latter.keys()])]
        .filter((address) => !isDeepStrictEqual(former.get(address), latter.get(address)))
        .map((address) => `${name}: ${address}`);
    });
    const named = Object.entries(change.expected).flatMap(([stack, effects]) =>
      Object.keys(effects).map((address) => `${stack}: ${address}`),
    );
    expect(differing.length).toBeGreaterThan(0);
    expect(named).toEqual(expect.arrayContaining(differing));
  });

  it("end with a destroy that forgets what there is", () => {
    const { forget, unguard } = farewells[system][preset];
    const last = synthesizeInto(withChange(contexts.at(-1) ?? {}, unguard ?? {}));
    for (const [stack, address] of forget) expect(last.stack(stack).has(address)).toBe(true);
    const guarded = last.stacks.flatMap(({ name, resources }) =>
      resources
        .filter(
          ({ args }) =>
            args.lifecycle?.prevent_destroy || args.deletion_protection || args.enable_deletion_protection,
        )
        .map(({ address }) => `${name}: ${address}`),
    );
    expect(guarded).toEqual(forget.map(([stack, address]) => `${stack}: ${address}`));
  });
});
