import { describe, expect, test } from "vitest";
import { type Company, makeCompany } from "../../../../functions/directory/seed/company";

const people = (company: Company) => [...company.people()];

describe("a made-up company", () => {
  test("is the same each time, on every machine", () => {
    expect(people(makeCompany(500))).toEqual(people(makeCompany(500)));
    const firstThree = people(makeCompany(200)).slice(0, 3);
    expect(firstThree.map(({ firstName, lastName, email }) => [firstName, lastName, email])).toEqual([
      ["Ana", "Muñoz", "ana.munoz@example.com"],
      ["Čedomir", "Kamiński", "cedomir.kaminski@example.com"],
      ["Lukas", "Schmidt", "lukas.schmidt@example.com"],
    ]);
  });

  test.each([
    [1, 5, 16],
    [200, 5, 16],
    [10_000, 20, 336],
    [1_000_000, 20, 336],
  ])("of %i people has %i locations and %i departments", (count, locations, departments) => {
    const company = makeCompany(count);
    expect(company.locations).toHaveLength(locations);
    expect(company.departments).toHaveLength(departments);
  });

  test("has names that differ by more than case and accents, as the database wants them", () => {
    const { locations, departments } = makeCompany(10_000);
    const { compare } = new Intl.Collator("und", { sensitivity: "base" });
    for (const places of [locations, departments]) {
      const sorted = places.map(({ name }) => name).sort(compare);
      const equal = sorted.filter((name, index) => index > 0 && compare(name, sorted[index - 1] ?? "") === 0);
      expect(equal).toEqual([]);
    }
  });

  test("has exactly so many people, each in one of its departments, with an address of their own", () => {
    const company = makeCompany(50_000);
    const everybody = people(company);
    expect(everybody.map(({ id }) => id)).toEqual(Array.from({ length: 50_000 }, (_, index) => index + 1));
    expect(new Set(everybody.map(({ email }) => email)).size).toBe(50_000);
    expect(everybody.filter(({ email }) => !/^[a-z0-9]+\.[a-z0-9]+@example\.com$/.test(email))).toEqual([]);
    const departments = new Set(company.departments);
    expect(everybody.filter(({ department }) => !departments.has(department))).toEqual([]);
    const texts = new Set(
      everybody.flatMap(({ firstName, lastName, jobTitle }) => [firstName, lastName, jobTitle]),
    );
    const fits = (text: string) =>
      text === text.normalize("NFC").trim() && text.length > 0 && text.length <= 100;
    expect([...texts].filter((text) => !fits(text))).toEqual([]);
  });

  test("is as mixed as a real one: common and rare names, large and small departments, many scripts", () => {
    const everybody = people(makeCompany(20_000));
    const count = (values: string[]) => {
      const counts = new Map<string, number>();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      return [...counts.values()].sort((a, b) => b - a);
    };
    const lastNames = count(everybody.map(({ lastName }) => lastName));
    expect(lastNames[0]).toBeGreaterThan(10 * (lastNames.at(-1) ?? 0));
    const departments = count(everybody.map(({ department }) => department.name));
    expect(departments[0]).toBeGreaterThan(10 * (departments.at(-1) ?? 0));
    const names = everybody.map(({ firstName, lastName }) => `${firstName} ${lastName}`).join("\n");
    for (const script of [
      /\p{Script=Cyrillic}/u,
      /\p{Script=Han}/u,
      /\p{Script=Arabic}/u,
      /\p{Script=Hangul}/u,
      /O'/,
      /-/,
      /é/,
    ]) {
      expect(names).toMatch(script);
    }
  });
});
