import { expect } from "vitest";
import type { DirectoryClient, HttpAnswer } from "./directory-client";

/** What a person is, as far as a write says it. */
interface Content {
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string;
  readonly email: string;
  readonly departmentId: number;
}

/** Somebody who is written: what was acknowledged last, and what was tried after that and not acknowledged. */
interface Entry {
  /** Undefined while no write of it was acknowledged, and after its deletion was. */
  acknowledged: { readonly content: Content; readonly version: number } | undefined;
  /** A write whose outcome nobody was told; "gone" is a deletion. Nothing is tried after it. */
  attempted?: Content | "gone";
}

/** The throttle of the demo's stage lets 25 requests a second through: writers stay well below. */
const pauseMs = 200;

/** Errors that say that the service isn't there for the moment. All else would be wrong of a good request. */
const unavailable = new Set([500, 502, 503]);

/**
 * People who are added, changed and removed all the time, by several writers, and a reader beside them; and what must be
 * in the directory after it.
 */
export class WriteFlow {
  readonly #entries = new Map<string, Entry>();
  readonly #name: string;
  #isOn = true;
  #work: Promise<unknown> = Promise.resolve();
  #failure: unknown;
  #count = 0;
  /** Requests that were acknowledged, in all. */
  acknowledged = 0;
  /** Requests that were answered with an error, in all; the statuses. */
  readonly refused: number[] = [];

  /**
   * @param name part of each address, to tell flows apart
   * @param departmentId where the people are added
   */
  constructor(
    private readonly client: DirectoryClient,
    name: string,
    private readonly departmentId: number,
  ) {
    this.#name = name;
  }

  start(): this {
    const flows = [...[1, 2].map(() => this.#write()), this.#read()];
    // Noted at once: whoever waits for more requests would wait for ever.
    for (const flow of flows) {
      flow.catch((error: unknown) => {
        this.#failure ??= error;
      });
    }
    this.#work = Promise.allSettled(flows);
    return this;
  }

  async stop(): Promise<void> {
    this.#isOn = false;
    await this.#work;
  }

  /**
   * Waits until that many requests more were acknowledged.
   * @throws what a request failed with that was neither acknowledged nor refused as the contract says
   */
  async untilAcknowledged(more: number): Promise<void> {
    const goal = this.acknowledged + more;
    while (this.acknowledged < goal) {
      if (this.#failure !== undefined) throw this.#failure;
      await pause();
    }
  }

  async #write(): Promise<void> {
    while (this.#isOn) {
      const number = ++this.#count;
      const content = this.#content(number, "added");
      const entry: Entry = { acknowledged: undefined };
      this.#entries.set(content.email, entry);
      const added = await this.#try(entry, content, () =>
        this.client.call("createPerson", { body: content }),
      );
      if (added === undefined) continue;
      const { id, version } = added.data;
      entry.acknowledged = { content, version };
      const next = this.#content(number, "changed");
      const body = { ...next, version };
      const changed = await this.#try(entry, next, () => this.client.call("updatePerson", { id, body }));
      if (changed === undefined) continue;
      entry.acknowledged = { content: next, version: changed.data.version };
      if (number % 3 !== 0) continue;
      const removed = await this.#try(entry, "gone", () => this.client.call("deletePerson", { id }));
      if (removed !== undefined) entry.acknowledged = undefined;
    }
  }

  async #read(): Promise<void> {
    while (this.#isOn) {
      await this.#counted(this.client.call("listPersonnel", { query: { limit: 5 } }));
    }
  }

  /** @returns the answer when the write was acknowledged */
  async #try(
    entry: Entry,
    attempt: Content | "gone",
    send: () => Promise<HttpAnswer>,
  ): Promise<HttpAnswer | undefined> {
    const answer = await this.#counted(send());
    if (answer.error === undefined) return answer;
    entry.attempted = attempt;
    return undefined;
  }

  async #counted(sent: Promise<HttpAnswer>): Promise<HttpAnswer> {
    const answer = await sent;
    if (answer.error === undefined) this.acknowledged += 1;
    else {
      expect(unavailable, JSON.stringify(answer.error)).toContain(answer.status);
      this.refused.push(answer.status);
    }
    await pause();
    return answer;
  }

  #content(number: number, state: string): Content {
    return {
      firstName: `${this.#name}${number}`,
      lastName: `Flow-${number}`,
      jobTitle: `${state} ${"x".repeat(number % 50)}`.trim(),
      email: `${this.#name}.${number}@flow.example.com`,
      departmentId: this.departmentId,
    };
  }

  /**
   * Nothing is lost and nothing is half: what was acknowledged is there as it was; what wasn't, is as it was before or as
   * it should have become.
   */
  async expectNothingLost(): Promise<void> {
    expect(this.#failure).toBeUndefined();
    const people = await this.#peopleByEmail();
    for (const [email, { acknowledged, attempted }] of this.#entries) {
      const person = people.get(email);
      const seen = person && { ...contentOf(person), version: person.version };
      const before = acknowledged && { ...acknowledged.content, version: acknowledged.version };
      const allowed: unknown[] = [before];
      if (attempted === "gone") allowed.push(undefined);
      else if (attempted) allowed.push({ ...attempted, version: (acknowledged?.version ?? 0) + 1 });
      expect(allowed, email).toContainEqual(seen);
      people.delete(email);
    }
    expect([...people.keys()], "people whom nobody has added").toEqual([]);
  }

  // biome-ignore lint/suspicious/noExplicitAny: people as the API answers them
  async #peopleByEmail(): Promise<Map<string, any>> {
    const people = new Map();
    let cursor: string | undefined;
    do {
      const query = { departmentId: this.departmentId, limit: 200, cursor };
      const { data, meta } = await this.client.ok("listPersonnel", { query });
      for (const person of data)
        if (person.email.startsWith(`${this.#name}.`)) people.set(person.email, person);
      cursor = meta.nextCursor;
    } while (cursor !== undefined);
    return people;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a person as the API answers it
function contentOf({ firstName, lastName, jobTitle, email, department }: any): Content {
  return { firstName, lastName, jobTitle, email, departmentId: department.id };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseMs));
}
