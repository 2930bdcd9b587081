/** Which part of a person a word stands in. The number is the word's rank in search: lower is better. */
export const wordField = { name: 0, email: 1, jobTitle: 2 } as const;

export type WordField = (typeof wordField)[keyof typeof wordField];

/** One row of the search index of people. */
export interface PersonWord {
  readonly field: WordField;
  readonly word: string;
}

/** The width of the `word` columns, in characters: longer words are found by their first 64 characters. */
export const maxWordLength = 64;

/**
 * A word is a run of letters, digits and combining marks: "O'Brien-Ruiz" is three words in every language's way of
 * joining. Percent sign and underscore belong to it too, so that they stand for themselves in a query.
 */
const wordPattern = /[\p{L}\p{N}\p{M}%_]+/gu;

/**
 * The words of a text, lower-cased, each once, in order of appearance.
 * Case and accents are left to the column's collation, which also decides what equals what.
 */
export function wordsOf(text: string): string[] {
  const words = text.normalize("NFC").toLowerCase().match(wordPattern) ?? [];
  return [...new Set(words.map(cutWord))];
}

/** The search words of a department's or a location's name. */
export function wordsOfName(name: string): string[] {
  return wordsOf(name);
}

/**
 * The search words of a person, each at most once a field. The index's collation may still call two of them equal
 * ("jose", "josé"): insert with ON DUPLICATE KEY UPDATE.
 */
export function wordsOfPerson(person: {
  firstName: string;
  lastName: string;
  jobTitle: string;
  email: string;
}): PersonWord[] {
  const local = person.email.slice(0, person.email.lastIndexOf("@"));
  const inField = (field: WordField, words: string[]) => words.map((word): PersonWord => ({ field, word }));
  return [
    ...inField(wordField.name, wordsOf(`${person.firstName} ${person.lastName}`)),
    ...inField(wordField.email, [
      ...new Set([
        cutWord(person.email.toLowerCase()),
        ...wordsOf(local),
        ...wordsOf(local.replaceAll("_", " ")),
      ]),
    ]),
    ...inField(wordField.jobTitle, wordsOf(person.jobTitle)),
  ];
}

function cutWord(word: string): string {
  return [...word].slice(0, maxWordLength).join("");
}

/** A query's words beyond this many are too many to be meant. */
const maxQueryWords = 8;

/**
 * What a query asks for: each word must begin a word of the match. Something with an @ is an address and stays whole.
 * A query without letters and digits has no words, and matches nothing.
 */
export function wordsOfQuery(query: string): string[] {
  const parts = query.normalize("NFC").trim().split(/\s+/);
  const words = parts.flatMap((part) =>
    /^[^@]+@/.test(part) ? [cutWord(part.toLowerCase())] : wordsOf(part),
  );
  return [...new Set(words)].slice(0, maxQueryWords);
}
