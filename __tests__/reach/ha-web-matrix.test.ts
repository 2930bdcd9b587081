import { describe, expect, it } from "vitest";
import { type Reachability, reachabilityOf } from "../../reach/reachability";
import { type Json, synthesized, type VariantName, variantNames } from "../support/synthesized";
import { layersOf } from "./layers-of";
import { matrixCells, openPairs, unusedRules, written } from "./readable";

const reach = (variant: VariantName): Reachability =>
  reachabilityOf(layersOf(synthesized(variant), "ha-web"));

/** H2: visitors to the load balancer to web; web to database, cache and files, and out for packages by HTTPS alone. */
const byPreset = `
  from                                                | internet | load_balancer | web | database_instance_a database_instance_b | cache | files
  internet                                            | -        | 80            | -   | -                                       | -     | -
  load_balancer                                       | -        | -             | 80  | -                                       | -     | -
  web                                                 | 443      | -             | -   | 3306                                    | 11211 | 2049
  database_instance_a database_instance_b cache files | -        | -             | -   | -                                       | -     | -
`;

const matrices: Record<VariantName, string> = {
  dev: byPreset,
  prod: byPreset,
  /** Three zones, and HTTPS: web may call the load balancer as everybody may. */
  full: `
    from                                                                    | internet | load_balancer | web | database_instance_a database_instance_b | cache | files
    internet                                                                | -        | 80, 443       | -   | -                                                           | -     | -
    load_balancer                                                           | -        | -             | 80  | -                                                           | -     | -
    web                                                                     | 443      | 443           | -   | 3306                                                        | 11211 | 2049
    database_instance_a database_instance_b cache files | -        | -             | -   | -                                                           | -     | -
  `,
  /** Two ranges instead of the internet; web still goes out to everywhere. */
  narrow: `
    from                                                         | internet 198.51.100.0/24 203.0.113.0/24 | load_balancer | web | database_instance_a database_instance_b | cache | files
    internet database_instance_a database_instance_b cache files | -                                       | -             | -   | -                                       | -     | -
    198.51.100.0/24 203.0.113.0/24                               | -                                       | 80, 443       | -   | -                                       | -     | -
    load_balancer                                                | -                                       | -             | 80  | -                                       | -     | -
    web                                                          | 443                                     | -             | -   | 3306                                    | 11211 | 2049
  `,
};

describe("who can talk to whom in the web tier", () => {
  it.each(variantNames)("of %s is exactly this", (variant) => {
    expect(matrixCells(reach(variant))).toEqual(written(matrices[variant]));
  });

  it.each(variantNames)("of %s holds from every zone to every zone", (variant) => {
    for (const { onlyBetween } of reach(variant).pairs) expect(onlyBetween).toEqual([]);
  });

  it("has the writer's and the reader's instance in different zones", () => {
    const instances = reach("dev").ends.filter(({ name }) => name.startsWith("database_instance_"));
    expect(instances.map(({ subnets }) => subnets)).toEqual([["network_data_a"], ["network_data_b"]]);
  });
});

describe("the ways out of the web tier", () => {
  const waysOut = (variant: VariantName) =>
    reach(variant)
      .waysOut.filter(({ subnet }) => !subnet.startsWith("network_public_"))
      .map(({ subnet, through, dependsOnZone }) => [subnet.replace("network_", ""), through, dependsOnZone]);

  it("lead through one NAT gateway in dev: zone b needs zone a", () => {
    expect(waysOut("dev")).toEqual([
      ["app_a", "network_nat_a", null],
      ["app_b", "network_nat_a", "eu-west-1a"],
      ["data_a", null, null],
      ["data_b", null, null],
    ]);
  });

  it("lead through each zone's own NAT gateway in prod, and in three zones too", () => {
    expect(waysOut("prod").filter(([, through]) => through !== null)).toEqual([
      ["app_a", "network_nat_a", null],
      ["app_b", "network_nat_b", null],
    ]);
    expect(waysOut("full").filter(([, through]) => through !== null)).toEqual([
      ["app_a", "network_nat_a", null],
      ["app_b", "network_nat_b", null],
      ["app_c", "network_nat_c", null],
    ]);
  });
});

describe("what is open in vain in the web tier", () => {
  it.each(["dev", "prod"] as const)("of %s is HTTPS without a domain", (variant) => {
    expect(unusedRules(reach(variant))).toEqual([
      "alb in 443 from 0.0.0.0/0: load_balancer doesn't listen there",
    ]);
  });

  it.each(["full", "narrow"] as const)("of %s, with a domain, is nothing", (variant) => {
    expect(unusedRules(reach(variant))).toEqual([]);
  });

  it.each(variantNames)("of %s: every group is held, and only the servers' have no egress", (variant) => {
    const { groupsWithoutHolder, groupsWithoutEgress } = reach(variant);
    expect(groupsWithoutHolder).toEqual([]);
    expect(groupsWithoutEgress.toSorted()).toEqual(["cache", "database", "filesystem"]);
  });
});

describe("taking a rule away from the web tier", () => {
  const toDatabase = ["web → database_instance_a 3306", "web → database_instance_b 3306"];
  const closedWithout: Record<string, Record<string, string[]>> = {
    aws_vpc_security_group_ingress_rule: {
      alb_from_anywhere_80: ["internet → load_balancer 80"],
      alb_from_anywhere_443: [],
      web_from_alb_80: ["load_balancer → web 80"],
      database_from_database_client_3306: toDatabase,
      cache_from_cache_client_11211: ["web → cache 11211"],
      filesystem_from_filesystem_client_2049: ["web → files 2049"],
    },
    aws_vpc_security_group_egress_rule: {
      alb_to_web_80: ["load_balancer → web 80"],
      web_to_anywhere_443: ["web → internet 443"],
      database_client_to_database_3306: toDatabase,
      cache_client_to_cache_11211: ["web → cache 11211"],
      filesystem_client_to_filesystem_2049: ["web → files 2049"],
    },
  };

  it("is tried with every rule that there is", () => {
    for (const [type, byName] of Object.entries(closedWithout)) {
      const present = synthesized("dev").stack("ha-web-networking").all(type);
      expect(Object.keys(byName).sort()).toEqual(present.map(({ name }) => name).sort());
    }
  });

  const cases = Object.entries(closedWithout).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, closed]) => [name, type, closed] as const),
  );
  it.each(cases)("closes exactly what needs it: %s", (name, type, closed) => {
    const layers = structuredClone(layersOf(synthesized("dev"), "ha-web"));
    const networking: Json = layers.find(({ stack }) => stack === "ha-web-networking")?.json.resource;
    delete networking[type][name];
    const pairsAfter = openPairs(reachabilityOf(layers));
    expect(openPairs(reach("dev")).filter((pair) => !pairsAfter.includes(pair))).toEqual(closed);
  });
});
