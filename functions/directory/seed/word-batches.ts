import type { Connection } from "mysql2/promise";
import { wordsOfPerson } from "../domain/search-words";
import { BatchInsert } from "./batch-insert";
import type { SeedPerson } from "./company";

/**
 * So many people's words are sorted together. Sorted, they go into the primary key (by word) one page after the
 * other; and the people being neighbours, into the end of the other key (by person).
 */
const peopleABatch = 50_000;

/** Fills the search index of people. */
export class WordBatches {
  readonly #insert: BatchInsert;
  /** For each field and word, who has it. */
  #people = new Map<string, number[]>();
  #count = 0;

  constructor(connection: Connection) {
    this.#insert = new BatchInsert(connection, "personnel_word", ["field", "word", "personnel_id"]);
  }

  async add(person: SeedPerson): Promise<void> {
    for (const { field, word } of wordsOfPerson(person)) {
      const key = `${field}${word}`;
      const people = this.#people.get(key);
      if (people) people.push(person.id);
      else this.#people.set(key, [person.id]);
    }
    this.#count += 1;
    if (this.#count === peopleABatch) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    await this.#insert.end();
  }

  async #flush(): Promise<void> {
    for (const key of [...this.#people.keys()].sort()) {
      const field = Number(key[0]);
      const word = key.slice(1);
      for (const id of this.#people.get(key) ?? []) await this.#insert.add(field, word, id);
    }
    this.#people = new Map();
    this.#count = 0;
  }
}
