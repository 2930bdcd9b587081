import { describe, expect, it } from "vitest";
import { systemKeys } from "../../../config/settings";
import { systemProblems } from "../problems-of";

const sound = {
  public: ["10.0.0.0/24", "10.0.1.0/24"],
  app: ["10.0.2.0/24", "10.0.3.0/24"],
  data: ["10.0.4.0/24", "10.0.5.0/24"],
};

describe.each(systemKeys)("%s", (system) => {
  it("takes subnets that are sound", () => {
    expect(systemProblems(system, { cidr: "10.0.0.0/16", subnets: sound })).toEqual([]);
  });

  it("asks for all three tiers", () => {
    const { data: _data, ...twoTiers } = sound;
    expect(systemProblems(system, { cidr: "10.0.0.0/16", subnets: twoTiers })).toMatchObject([
      { key: `${system}.subnets.data`, hint: "it is missing" },
    ]);
  });

  it("asks for as many ranges as there are zones, and proposes none where the VPC couldn't be cut", () => {
    expect(systemProblems(system, { cidr: "10.0.0.0/24", subnets: { ...sound, data: [] } })).toContainEqual({
      key: `${system}.subnets.data`,
      given: [],
      allowed: "2 ranges, one for each zone (eu-west-1a, eu-west-1b)",
      hint: `add or remove ranges, or change ${system}.azs`,
    });
  });

  it("refuses a load balancer's subnet smaller than a /27, and says which would do", () => {
    expect(
      systemProblems(system, {
        cidr: "10.0.0.0/16",
        subnets: { ...sound, public: ["10.0.0.0/28", "10.0.1.0/27"] },
      }),
    ).toEqual([
      {
        key: `${system}.subnets.public[0]`,
        given: "10.0.0.0/28",
        allowed: expect.stringContaining("a load balancer needs 8 free addresses and a /27"),
        hint: "the nearest that works is 10.0.0.0/27",
      },
    ]);
  });

  it("refuses a subnet smaller than a /28", () => {
    expect(
      systemProblems(system, {
        cidr: "10.0.0.0/16",
        subnets: { ...sound, data: ["10.0.4.16/29", "10.0.5.0/28"] },
      }),
    ).toEqual([
      {
        key: `${system}.subnets.data[0]`,
        given: "10.0.4.16/29",
        allowed: expect.stringContaining("from /16 to /28 (AWS's limits for a subnet)"),
        hint: "the nearest that works is 10.0.4.16/28",
      },
    ]);
  });

  it("refuses a subnet that isn't written by its first address", () => {
    expect(
      systemProblems(system, { cidr: "10.0.0.0/16", subnets: { ...sound, data: ["10.0.4.9/24", "ten"] } }),
    ).toMatchObject([
      { key: `${system}.subnets.data[0]`, given: "10.0.4.9/24", hint: "write 10.0.4.0/24" },
      { key: `${system}.subnets.data[1]`, given: "ten", hint: "write for example 10.0.0.0/28" },
    ]);
  });

  it("refuses a subnet outside the VPC and names a free range", () => {
    expect(
      systemProblems(system, {
        cidr: "10.0.0.0/16",
        subnets: { ...sound, app: ["10.0.2.0/24", "10.1.3.0/24"] },
      }),
    ).toEqual([
      {
        key: `${system}.subnets.app[1]`,
        given: "10.1.3.0/24",
        allowed: `a range within ${system}.cidr, 10.0.0.0/16`,
        hint: "the first free one of that size is 10.0.3.0/24",
      },
    ]);
  });

  it("refuses subnets that overlap, naming the other and a free range", () => {
    expect(
      systemProblems(system, {
        cidr: "10.0.0.0/16",
        subnets: { ...sound, data: ["10.0.1.128/25", "10.0.5.0/24"] },
      }),
    ).toEqual([
      {
        key: `${system}.subnets.data[0]`,
        given: "10.0.1.128/25",
        allowed: `a range that no other subnet shares; ${system}.subnets.public[1] has 10.0.1.0/24`,
        hint: "the first free one of that size is 10.0.4.0/25",
      },
    ]);
  });

  it("says so when the VPC has no room left", () => {
    const subnets = {
      public: ["10.0.0.0/26", "10.0.0.64/26"],
      app: ["10.0.0.128/26", "10.0.0.192/26"],
      data: ["10.0.0.0/28", "10.0.1.0/28"],
    };
    expect(
      systemProblems(system, { cidr: "10.0.0.0/24", subnets }).map(({ key, hint }) => [key, hint]),
    ).toEqual([
      [
        `${system}.subnets.data[1]`,
        `no /28 is free in 10.0.0.0/24: widen ${system}.cidr or choose smaller subnets`,
      ],
      [
        `${system}.subnets.data[0]`,
        `no /28 is free in 10.0.0.0/24: widen ${system}.cidr or choose smaller subnets`,
      ],
    ]);
  });
});
