import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { inOrder } from "../../plan/in-order";

const task = (name: string, ...after: string[]) => ({ name, after });

describe("tasks in order", () => {
  it("start when those that they wait for are done, and no sooner", async () => {
    const events: string[] = [];
    const results = await inOrder(
      [task("api", "data", "compute"), task("data", "network"), task("compute", "network"), task("network")],
      2,
      async ({ name }) => {
        events.push(`+${name}`);
        await setTimeout(name === "data" ? 20 : 5);
        events.push(`-${name}`);
        return name.toUpperCase();
      },
    );
    expect(results).toEqual(["API", "DATA", "COMPUTE", "NETWORK"]);
    expect(events).toEqual([
      "+network",
      "-network",
      "+data",
      "+compute",
      "-compute",
      "-data",
      "+api",
      "-api",
    ]);
  });

  it("run no more at once than allowed", async () => {
    let running = 0;
    let most = 0;
    await inOrder(
      ["a", "b", "c", "d", "e"].map((name) => task(name)),
      2,
      async () => {
        most = Math.max(most, ++running);
        await setTimeout(2);
        running -= 1;
      },
    );
    expect(most).toBe(2);
  });

  it("don't wait for what isn't among them", async () => {
    expect(await inOrder([task("data", "network")], 1, async () => "done")).toEqual(["done"]);
  });

  it("end with the first failure, when all that runs has come to its end", async () => {
    const ended: string[] = [];
    const run = inOrder([task("a"), task("b"), task("c", "a")], 2, async ({ name }) => {
      await setTimeout(name === "a" ? 1 : 10);
      ended.push(name);
      if (name === "a") throw new Error("a broke");
    });
    await expect(run).rejects.toThrow("a broke");
    expect(ended).toEqual(["a", "b"]);
  });

  it("are refused when they wait for each other", async () => {
    const run = inOrder([task("a", "b"), task("b", "a")], 2, async () => "done");
    await expect(run).rejects.toThrow("these wait for each other: a, b");
  });
});
