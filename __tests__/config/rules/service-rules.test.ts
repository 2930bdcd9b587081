import { describe, expect, it } from "vitest";
import { directoryProblems } from "../problems-of";

describe("counts", () => {
  it.each([
    [{ minCount: 3, desiredCount: 2, maxCount: 4 }, "desiredCount", 2, "write 3, or change minCount"],
    [{ minCount: 1, desiredCount: 5, maxCount: 4 }, "desiredCount", 5, "write 4, or change maxCount"],
    [{ minCount: 5, desiredCount: 5, maxCount: 4 }, "maxCount", 4, "write 5 or more, or lower minCount"],
  ])("%j are out of order", (service, name, given, hint) => {
    expect(directoryProblems({ service })).toEqual([
      { key: `directory.service.${name}`, given, allowed: expect.stringMatching(/minCount \(\d\)/), hint },
    ]);
  });

  it("may all be the same", () => {
    expect(directoryProblems({ service: { minCount: 1, desiredCount: 1, maxCount: 1 } })).toEqual([]);
  });
});

describe("a task's size", () => {
  it.each([
    [256, 2048],
    [512, 4096],
    [1024, 8192],
    [2048, 16_384],
    [4096, 30_720],
    [8192, 61_440],
    [16_384, 122_880],
  ])("may be %i CPU units with %i MiB", (cpu, memoryMib) => {
    expect(directoryProblems({ container: { cpu, memoryMib } })).toEqual([]);
  });

  it.each([
    [256, 4096, "512, 1024, 2048", 2048],
    [512, 512, "1024, 2048, 3072, 4096", 1024],
    [1024, 2500, "2048 to 8192 in steps of 1024", 2048],
    [8192, 18_000, "16384 to 61440 in steps of 4096", 16_384],
  ])("can't be %i CPU units with %i MiB", (cpu, memoryMib, offered, nearest) => {
    expect(directoryProblems({ container: { cpu, memoryMib } })).toEqual([
      {
        key: "directory.container.memoryMib",
        given: memoryMib,
        allowed: `what Fargate offers with cpu ${cpu}: ${offered}`,
        hint: `the nearest is ${nearest}`,
      },
    ]);
  });

  it("has a CPU that Fargate offers", () => {
    expect(directoryProblems({ container: { cpu: 1000 } })).toEqual([
      {
        key: "directory.container.cpu",
        given: 1000,
        allowed: "what Fargate offers: 256, 512, 1024, 2048, 4096, 8192, 16384",
        hint: "the nearest is 1024",
      },
    ]);
  });
});

describe("room for the tasks", () => {
  it("counts two addresses a task against what the app subnets have", () => {
    // A /23 makes app subnets of 32 addresses: 32 - 5 of AWS - 6 of endpoints and functions, times two.
    expect(directoryProblems({ cidr: "10.0.0.0/23", service: { maxCount: 21 } })).toEqual([]);
    expect(directoryProblems({ cidr: "10.0.0.0/23", service: { maxCount: 22 } })).toEqual([
      {
        key: "directory.service.maxCount",
        given: 22,
        allowed: expect.stringContaining("at most 21: the app subnets have 42 addresses"),
        hint: expect.stringContaining("widen directory.cidr"),
      },
    ]);
  });
});

describe("what the containers may reach", () => {
  it("is given as canonical IPv4 ranges", () => {
    expect(directoryProblems({ containerEgressCidrs: ["203.0.113.9/24"] })).toMatchObject([
      { key: "directory.containerEgressCidrs[0]", given: "203.0.113.9/24", hint: "write 203.0.113.0/24" },
    ]);
  });

  it("may be nothing only with endpoints, or they couldn't pull their image", () => {
    expect(directoryProblems({ containerEgressCidrs: [], egress: "nat" })).toEqual([
      {
        key: "directory.containerEgressCidrs",
        given: [],
        allowed: expect.stringContaining("images are pulled through the NAT gateway"),
        hint: expect.stringContaining('"endpoints"'),
      },
    ]);
    expect(directoryProblems({ containerEgressCidrs: [], egress: "endpoints" })).toEqual([]);
  });
});
