import { describe, expect, it } from "vitest";
import { directoryProblems, problemsOf } from "../problems-of";

describe("the VPC's range", () => {
  it.each([
    ["10.0.0.1/16", "write 10.0.0.0/16"],
    ["10.0.0.0", "write for example 10.0.0.0/16"],
    ["10.0/16", "write for example 10.0.0.0/16"],
    ["fd00::/16", "write for example 10.0.0.0/16"],
    ["10.0.0.0/8", "the nearest that works is 10.0.0.0/16"],
    ["10.4.0.0/30", "the nearest that works is 10.4.0.0/23"],
  ])("refuses %s: %s", (cidr, hint) => {
    expect(directoryProblems({ cidr })).toEqual([
      { key: "directory.cidr", given: cidr, allowed: expect.stringContaining("from /16 to /28"), hint },
    ]);
  });

  it.each(["8.8.0.0/16", "127.0.0.0/16", "169.254.0.0/16", "224.0.0.0/16"])(
    "refuses %s, which isn't private",
    (cidr) => {
      expect(directoryProblems({ cidr })).toEqual([
        {
          key: "directory.cidr",
          given: cidr,
          allowed: expect.stringContaining("192.168.0.0/16"),
          hint: "write for example 10.0.0.0/16",
        },
      ]);
    },
  );

  it.each(["10.0.0.0/16", "172.31.0.0/20", "192.168.4.0/23", "100.64.0.0/16"])("takes %s", (cidr) => {
    expect(directoryProblems({ cidr })).toEqual([]);
  });

  it("may be smaller than a /23 when the subnets are given", () => {
    const subnets = {
      public: ["10.0.0.0/27", "10.0.0.32/27"],
      app: ["10.0.0.64/26", "10.0.0.128/27"],
      data: ["10.0.0.160/28", "10.0.0.176/28"],
    };
    expect(directoryProblems({ cidr: "10.0.0.0/24", subnets })).toEqual([]);
  });
});

describe("zones", () => {
  it("belong to the region and have full names", () => {
    expect(directoryProblems({ azs: ["eu-west-1a", "us-east-1b"] })).toEqual([
      {
        key: "directory.azs[1]",
        given: "us-east-1b",
        allowed: "a zone of the region eu-west-1 by its full name",
        hint: "write eu-west-1b, or change region",
      },
    ]);
    expect(directoryProblems({ azs: ["a", "eu-west-1b"] })[0]?.hint).toBe(
      "write eu-west-1a, or change region",
    );
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

describe("ranges in security groups", () => {
  it.each(["ingressCidrs", "containerEgressCidrs"])("%s are canonical IPv4 ranges", (name) => {
    expect(directoryProblems({ [name]: ["203.0.113.0/24", "203.0.113.9/24", "everybody"] })).toEqual([
      {
        key: `directory.${name}[1]`,
        given: "203.0.113.9/24",
        allowed: expect.stringContaining("203.0.113.0/24"),
        hint: "write 203.0.113.0/24",
      },
      {
        key: `directory.${name}[2]`,
        given: "everybody",
        allowed: expect.stringContaining("203.0.113.0/24"),
        hint: "write for example 0.0.0.0/0 for everybody",
      },
    ]);
  });

  it("containers shut in need endpoints, or they can't pull their image", () => {
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

it("alarm topics lie in the region", () => {
  const topic = "arn:aws:sns:us-east-1:111122223333:on-call";
  expect(directoryProblems({ alarmActions: [topic] })).toEqual([
    {
      key: "directory.alarmActions[0]",
      given: topic,
      allowed: expect.stringContaining("a topic of the region eu-west-1"),
      hint: "make a topic in eu-west-1",
    },
  ]);
  expect(problemsOf({ region: "us-east-1", directory: { alarmActions: [topic] } })).toEqual([]);
});

it("remote states need a bucket", () => {
  expect(problemsOf({ backend: { type: "s3" } })).toEqual([
    {
      key: "backend.bucket",
      allowed: expect.stringContaining('"s3"'),
      hint: expect.stringContaining("bootstrap"),
    },
  ]);
});
