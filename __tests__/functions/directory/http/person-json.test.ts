import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Person } from "../../../../functions/directory/domain/entities";
import { personJson } from "../../../../functions/directory/http/person-json";

/** Ordinary text, any unicode, and halves of surrogate pairs with all that JSON escapes. */
const text = fc.oneof(
  fc.constantFrom("Zoë", "Müller-Łukasz", "O'Brien", "日本", "👩‍🚀", ""),
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom('"', "\\", "\n", "\u0000", "\u007f", "\u2028", "\ud800", "\udc00", "a"),
  }),
);
const reference = fc.record({ id: fc.nat(), name: text });
const anyPerson: fc.Arbitrary<Person> = fc.record({
  id: fc.nat(),
  firstName: text,
  lastName: text,
  jobTitle: text,
  email: text,
  department: reference,
  location: reference,
  version: fc.nat(),
  createdAt: text,
  updatedAt: text,
});

describe("a person as JSON", () => {
  const place = { id: 1, name: "Basel" };
  const times = { createdAt: "2026-11-21T23:08:16.976Z", updatedAt: "2026-11-21T23:08:16.976Z" };

  it("has two halves of a surrogate pair escaped when they stand in neighbouring texts", () => {
    const halves: Person = {
      id: 1,
      firstName: "\ud83d",
      lastName: "\ude00",
      jobTitle: "Clerk",
      email: "a@b.example",
      department: place,
      location: place,
      version: 1,
      ...times,
    };
    expect(personJson(halves)).toBe(JSON.stringify(halves));
  });

  it("is what JSON.stringify makes, whatever the texts hold", () => {
    fc.assert(
      fc.property(anyPerson, (person) => {
        // Records of fast-check have no Object.prototype and any order of keys.
        const { id, firstName, lastName, jobTitle, email, department, location, ...rest } = person;
        const { version, createdAt, updatedAt } = rest;
        const ordered: Person = {
          id,
          firstName,
          lastName,
          jobTitle,
          email,
          department: { id: department.id, name: department.name },
          location: { id: location.id, name: location.name },
          version,
          createdAt,
          updatedAt,
        };
        expect(personJson(ordered)).toBe(JSON.stringify(ordered));
      }),
      { numRuns: 1_000 },
    );
  });
});
