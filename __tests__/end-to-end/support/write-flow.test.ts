import { describe, expect, it } from "vitest";
import type { OperationId } from "../../../functions/directory/http/routes";
import type { DirectoryClient, HttpRequestParts } from "./directory-client";
import { WriteFlow } from "./write-flow";

// biome-ignore lint/suspicious/noExplicitAny: people as the API answers them
type Person = any;
type Answer = { status: number; data?: unknown; meta?: object; error?: object };

/** A directory in memory, which a test may have forget or refuse something. */
class FakeDirectory {
  readonly people = new Map<number, Person>();
  #lastId = 0;
  /** Asked before each write; an answer stands for the directory's own. */
  refuse: (id: OperationId) => Answer | undefined = () => undefined;

  async call(operation: OperationId, { id, body }: HttpRequestParts): Promise<Answer> {
    const refusal = operation === "listPersonnel" ? undefined : this.refuse(operation);
    if (refusal) return refusal;
    if (operation === "createPerson") return this.#store(++this.#lastId, body as object, 1);
    if (operation === "updatePerson") {
      const { version, ...content } = body as { version: number };
      return this.#store(Number(id), content, version + 1);
    }
    if (operation === "deletePerson") {
      this.people.delete(Number(id));
      return { status: 204 };
    }
    return { status: 200, data: [...this.people.values()], meta: {} };
  }

  ok(operation: OperationId, parts: HttpRequestParts): Promise<Answer> {
    return this.call(operation, parts);
  }

  #store(id: number, content: object, version: number): Answer {
    const { departmentId, ...rest } = content as { departmentId: number };
    const person = { id, ...rest, department: { id: departmentId }, version };
    this.people.set(id, person);
    return { status: 200, data: person };
  }

  first(): Person {
    return this.people.values().next().value;
  }
}

/** Lets requests flow for a while, then has something happen to what was stored. */
async function flowInto(directory: FakeDirectory, happen: () => void = () => {}): Promise<WriteFlow> {
  const flow = new WriteFlow(directory as unknown as DirectoryClient, "tested", 1).start();
  try {
    await flow.untilAcknowledged(6);
  } finally {
    await flow.stop();
  }
  happen();
  return flow;
}

describe("the judgement over a flow of writes", () => {
  it("has nothing to say of a directory that keeps what it is given", async () => {
    const flow = await flowInto(new FakeDirectory());
    await expect(flow.expectNothingLost()).resolves.toBeUndefined();
    expect(flow.refused).toEqual([]);
  });

  it.each<[string, (directory: FakeDirectory) => void]>([
    ["a person who was acknowledged and is gone", ({ people }) => people.delete([...people.keys()][0] ?? 0)],
    ["a person of whom a half was kept", (directory) => Object.assign(directory.first(), { jobTitle: "" })],
    ["a person who was written once more", (directory) => Object.assign(directory.first(), { version: 7 })],
    [
      "a person whom nobody has added",
      ({ people }) => people.set(999, { ...[...people.values()][0], email: "tested.999@flow.example.com" }),
    ],
  ])("finds %s", async (_what, happen) => {
    const directory = new FakeDirectory();
    const flow = await flowInto(directory, () => happen(directory));
    await expect(flow.expectNothingLost()).rejects.toThrow();
  });

  it.each(["done", "not done"])("takes a refused write that was %s as it is", async (what) => {
    const directory = new FakeDirectory();
    let refusals = 0;
    directory.refuse = (operation) => {
      if (operation !== "updatePerson" || refusals++ > 0) return undefined;
      if (what === "done") {
        const person = directory.first();
        person.jobTitle = person.jobTitle.replace("added", "changed");
        person.version += 1;
      }
      return { status: 503, error: { code: "database_unavailable" } };
    };
    const flow = await flowInto(directory);
    expect(flow.refused).toEqual([503]);
    await expect(flow.expectNothingLost()).resolves.toBeUndefined();
  });

  it("doesn't wait for ever when an answer is none that a good request may get", async () => {
    const directory = new FakeDirectory();
    directory.refuse = () => ({ status: 409, error: { code: "taken" } });
    await expect(flowInto(directory)).rejects.toThrow("taken");
  });
});
