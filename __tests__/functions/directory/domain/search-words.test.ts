import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  maxWordLength,
  wordField,
  wordsOf,
  wordsOfPerson,
  wordsOfQuery,
} from "../../../../functions/directory/domain/search-words";

describe("the words of a text", () => {
  it.each([
    ["O'Brien-Ruiz", ["o", "brien", "ruiz"]],
    ["Sales & Marketing (EMEA)", ["sales", "marketing", "emea"]],
    ["Anna ANNA anna", ["anna"]],
    ["李 小龙", ["李", "小龙"]],
    ["हिन्दी", ["हिन्दी"]],
    ["100%", ["100%"]],
    ["🙂 – !", []],
  ])("of %j are %j", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it("are never longer than the column, in whole characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        for (const word of wordsOf(text)) {
          expect([...word].length).toBeLessThanOrEqual(maxWordLength);
          expect(word).not.toMatch(/\p{Cs}/u);
        }
      }),
    );
  });
});

describe("the words of a person", () => {
  it("are told by the part they stand in", () => {
    const person = {
      firstName: "Ana",
      lastName: "de Lima",
      jobTitle: "QA Lead",
      email: "Ana_Lima.x@example.com",
    };
    const byField = (field: number) =>
      wordsOfPerson(person).flatMap((entry) => (entry.field === field ? entry.word : []));
    expect(byField(wordField.name)).toEqual(["ana", "de", "lima"]);
    expect(byField(wordField.email)).toEqual(["ana_lima.x@example.com", "ana_lima", "x", "ana", "lima"]);
    expect(byField(wordField.jobTitle)).toEqual(["qa", "lead"]);
  });
});

describe("the words of a query", () => {
  it("keep an address whole and are at most eight", () => {
    expect(wordsOfQuery(" Ana  x.y@Example.com ")).toEqual(["ana", "x.y@example.com"]);
    expect(wordsOfQuery("a b c d e f g h i j")).toHaveLength(8);
    expect(wordsOfQuery("!?")).toEqual([]);
  });
});
