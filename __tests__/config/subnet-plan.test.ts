import fc from "fast-check";
import { expect, it } from "vitest";
import { loadSettings } from "../../config/load-settings";
import { type SystemKey, systemKeys } from "../../config/settings";
import { cutSubnets, subnetTiers } from "../../config/subnet-plan";
import { systemProblems } from "./problems-of";

it("cuts the directory's VPC in sixteen: public from block 0, app from 4, data from 8", () => {
  expect(cutSubnets("directory", "10.0.0.0/16", 3)).toEqual({
    public: ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"],
    app: ["10.0.64.0/20", "10.0.80.0/20", "10.0.96.0/20"],
    data: ["10.0.128.0/20", "10.0.144.0/20", "10.0.160.0/20"],
  });
});

it("cuts ha-web's first /20 in sixteen: pairs of public, app and data, and then a third zone's", () => {
  expect(cutSubnets("haWeb", "192.168.0.0/16", 3)).toEqual({
    public: ["192.168.0.0/24", "192.168.1.0/24", "192.168.6.0/24"],
    app: ["192.168.2.0/24", "192.168.3.0/24", "192.168.7.0/24"],
    data: ["192.168.4.0/24", "192.168.5.0/24", "192.168.8.0/24"],
  });
});

it("cuts all of a VPC that is smaller than ha-web's /20", () => {
  expect(cutSubnets("haWeb", "10.1.2.0/23", 2)).toEqual({
    public: ["10.1.2.0/27", "10.1.2.32/27"],
    app: ["10.1.2.64/27", "10.1.2.96/27"],
    data: ["10.1.2.128/27", "10.1.2.160/27"],
  });
});

it.each(systemKeys)("moves no subnet of %s when a zone is added", (system) => {
  const two = cutSubnets(system, "10.0.0.0/16", 2);
  const three = cutSubnets(system, "10.0.0.0/16", 3);
  for (const tier of subnetTiers) expect(three[tier].slice(0, 2)).toEqual(two[tier]);
});

it("refuses to cut what is no range", () => {
  expect(() => cutSubnets("directory", "10.0.0.1/16", 2)).toThrow("given: 10.0.0.1/16");
});

/** Own arithmetic, so that the code under test doesn't judge itself. */
function bounds(cidr: string): { first: bigint; last: bigint } {
  const [address = "", prefix = ""] = cidr.split("/");
  const first = address.split(".").reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  return { first, last: first + 2n ** (32n - BigInt(prefix)) - 1n };
}

const privateNetworks = [
  { first: 0x0a000000, prefix: 8 },
  { first: 0xac100000, prefix: 12 },
  { first: 0xc0a80000, prefix: 16 },
  { first: 0x64400000, prefix: 10 },
];

const anyVpc = fc
  .record({
    network: fc.constantFrom(...privateNetworks),
    prefix: fc.integer({ min: 16, max: 23 }),
    seed: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  })
  .map(({ network, prefix, seed }) => {
    const first = network.first + Math.floor(seed * 2 ** (prefix - network.prefix)) * 2 ** (32 - prefix);
    return `${[24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join(".")}/${prefix}`;
  });

/** What a third zone asks for beside its subnets. */
const enough: Record<SystemKey, object> = { directory: {}, haWeb: { cache: { nodeCount: 3 } } };

it.each(systemKeys)(
  "%s: gives any valid VPC and any number of zones disjoint subnets inside it, which pass every rule when written out",
  (system) => {
    fc.assert(
      fc.property(anyVpc, fc.constantFrom(["a", "b"], ["a", "c"], ["c", "a", "b"]), (cidr, letters) => {
        const azs = letters.map((letter) => `eu-west-1${letter}`);
        const { network } = loadSettings({ [system]: { ...enough[system], cidr, azs } })[system];
        expect(network.availabilityZones.map(({ name }) => name)).toEqual(azs);

        const subnets = {
          public: network.availabilityZones.map(({ publicCidr }) => publicCidr),
          app: network.availabilityZones.map(({ appCidr }) => appCidr),
          data: network.availabilityZones.map(({ dataCidr }) => dataCidr),
        };
        const vpc = bounds(cidr);
        const ranges = Object.values(subnets)
          .flat()
          .map(bounds)
          .sort((one, other) => (one.first < other.first ? -1 : 1));
        expect(ranges).toHaveLength(3 * azs.length);
        ranges.forEach((range, index) => {
          expect(range.first).toBeGreaterThanOrEqual(
            index === 0 ? vpc.first : (ranges[index - 1]?.last ?? 0n) + 1n,
          );
          expect(range.last).toBeLessThanOrEqual(vpc.last);
        });
        expect(systemProblems(system, { ...enough[system], cidr, azs, subnets })).toEqual([]);
      }),
      { numRuns: 300 },
    );
  },
);
