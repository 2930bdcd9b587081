import { describe, expect, it } from "vitest";
import { systemKeys } from "../../../config/settings";
import { systemProblems } from "../problems-of";

describe.each(systemKeys)("%s", (system) => {
  describe("the VPC's range", () => {
    it.each([
      ["10.0.0.1/16", "write 10.0.0.0/16"],
      ["10.0.0.0", "write for example 10.0.0.0/16"],
      ["10.0/16", "write for example 10.0.0.0/16"],
      ["fd00::/16", "write for example 10.0.0.0/16"],
      ["10.0.0.0/8", "the nearest that works is 10.0.0.0/16"],
      ["10.4.0.0/30", "the nearest that works is 10.4.0.0/23"],
    ])("refuses %s: %s", (cidr, hint) => {
      expect(systemProblems(system, { cidr })).toEqual([
        { key: `${system}.cidr`, given: cidr, allowed: expect.stringContaining("from /16 to /28"), hint },
      ]);
    });

    it.each(["8.8.0.0/16", "127.0.0.0/16", "169.254.0.0/16", "224.0.0.0/16"])(
      "refuses %s, which isn't private",
      (cidr) => {
        expect(systemProblems(system, { cidr })).toEqual([
          {
            key: `${system}.cidr`,
            given: cidr,
            allowed: expect.stringContaining("192.168.0.0/16"),
            hint: "write for example 10.0.0.0/16",
          },
        ]);
      },
    );

    it.each(["10.0.0.0/16", "172.31.0.0/20", "192.168.4.0/23", "100.64.0.0/16"])("takes %s", (cidr) => {
      expect(systemProblems(system, { cidr })).toEqual([]);
    });

    it("may be smaller than a /23 when the subnets are given", () => {
      const subnets = {
        public: ["10.0.0.0/27", "10.0.0.32/27"],
        app: ["10.0.0.64/26", "10.0.0.128/27"],
        data: ["10.0.0.160/28", "10.0.0.176/28"],
      };
      expect(systemProblems(system, { cidr: "10.0.0.0/24", subnets })).toEqual([]);
    });
  });

  describe("zones", () => {
    it("belong to the region and have full names", () => {
      expect(systemProblems(system, { azs: ["eu-west-1a", "us-east-1b"] })).toEqual([
        {
          key: `${system}.azs[1]`,
          given: "us-east-1b",
          allowed: "a zone of the region eu-west-1 by its full name",
          hint: "write eu-west-1b, or change region",
        },
      ]);
      expect(systemProblems(system, { azs: ["a", "eu-west-1b"] })[0]?.hint).toBe(
        "write eu-west-1a, or change region",
      );
    });
  });

  it("lets in canonical IPv4 ranges only", () => {
    expect(
      systemProblems(system, { ingressCidrs: ["203.0.113.0/24", "203.0.113.9/24", "everybody"] }),
    ).toEqual([
      {
        key: `${system}.ingressCidrs[1]`,
        given: "203.0.113.9/24",
        allowed: expect.stringContaining("203.0.113.0/24"),
        hint: "write 203.0.113.0/24",
      },
      {
        key: `${system}.ingressCidrs[2]`,
        given: "everybody",
        allowed: expect.stringContaining("203.0.113.0/24"),
        hint: "write for example 0.0.0.0/0 for everybody",
      },
    ]);
  });
});
