import { expect, it } from "vitest";
import { settingKeys } from "../../config/schema-problems";
import { systemKeys } from "../../config/settings";
import { settingsReference } from "../../config/settings-reference";

const rows = settingsReference()
  .split("\n")
  .filter((line) => line.startsWith("| `"));

it("has one row for every setting", () => {
  const documented = rows.map((row) => /^\| `([^`]+)`/.exec(row)?.[1]);
  // The lists in `subnets` are described by their parent's row; `domain` has a row beside those of its keys.
  const expected = [
    ...settingKeys().filter((key) => !key.includes(".subnets.")),
    ...systemKeys.flatMap((system) => [`${system}.subnets`, `${system}.domain`]),
  ];
  expect(documented.toSorted()).toEqual(expected.toSorted());
});

it("shows what is allowed, both defaults, the meaning, unit and cost", () => {
  expect(rows.find((row) => row.includes("`directory.database.multiAz`"))).toBe(
    "| `directory.database.multiAz` | true or false | `false` | `true` | A standby in another zone, which takes over by itself. Cost: doubles the database's price. |",
  );
  expect(rows.find((row) => row.includes("`directory.api.timeoutSeconds`"))).toContain(
    "from 5 to 28 | `25` | `25` |",
  );
});

it("says what holds when a setting is left out", () => {
  expect(rows.find((row) => row.startsWith("| `directory.azs`"))).toContain("| `<region>a`, `<region>b` |");
});

it("keeps every row whole: five cells, no raw HTML outside code", () => {
  for (const row of rows) {
    expect(row.split(/(?<!\\)\|/), row).toHaveLength(7);
    expect(row.replaceAll(/`[^`]*`/g, ""), row).not.toContain("<");
  }
});
