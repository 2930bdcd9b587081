import { describe, expect, it } from "vitest";
import { type Reachability, reachabilityOf } from "../../reach/reachability";
import { synthesized, type VariantName, variantNames } from "../support/synthesized";
import { layersOf } from "./layers-of";
import { matrixCells, unusedRules, written } from "./readable";

const reach = (variant: VariantName): Reachability =>
  reachabilityOf(layersOf(synthesized(variant), "directory"));

/** As the presets are: HTTP from everywhere, and the page may go everywhere, into the load balancer's open arms too. */
const byPreset = `
  from                    | internet | load_balancer | page | database | secretsmanager
  internet                | -        | 80            | -    | -        | -
  load_balancer           | -        | -             | 80   | -        | -
  page                    | any      | 80            | -    | -        | -
  function migration      | -        | -             | -    | 3306     | 443
  database secretsmanager | -        | -             | -    | -        | -
`;

const matrices: Record<VariantName, string> = {
  dev: byPreset,
  prod: byPreset,
  /** HTTPS, and no NAT: the page's rules let it go everywhere, but only AWS's services are there. */
  full: `
    from                                         | internet | load_balancer | page | database | ecr_api ecr_dkr logs secretsmanager | s3
    internet                                     | -        | 80, 443       | -    | -        | -                                   | -
    load_balancer                                | -        | -             | 80   | -        | -                                   | -
    page                                         | -        | 80, 443       | -    | -        | 443                                 | 443
    function migration                           | -        | -             | -    | 3306     | 443                                 | -
    database ecr_api ecr_dkr logs secretsmanager | -        | -             | -    | -        | -                                   | -
  `,
  /** Two ranges instead of the internet, port 8080, and the page may go nowhere but to AWS's services. */
  narrow: `
    from                                                  | internet 198.51.100.0/24 203.0.113.0/24 | load_balancer | page | database | ecr_api ecr_dkr logs secretsmanager | s3
    internet database ecr_api ecr_dkr logs secretsmanager | -                                       | -             | -    | -        | -                                   | -
    198.51.100.0/24 203.0.113.0/24                        | -                                       | 80, 443       | -    | -        | -                                   | -
    load_balancer                                         | -                                       | -             | 8080 | -        | -                                   | -
    page                                                  | -                                       | -             | -    | -        | 443                                 | 443
    function migration                                    | -                                       | -             | -    | 3306     | 443                                 | -
  `,
};

describe("who can talk to whom in the directory", () => {
  it.each(variantNames)("of %s is exactly this", (variant) => {
    expect(matrixCells(reach(variant))).toEqual(written(matrices[variant]));
  });

  it.each(variantNames)("of %s holds from every zone to every zone", (variant) => {
    for (const { onlyBetween } of reach(variant).pairs) expect(onlyBetween).toEqual([]);
  });
});

describe("the ways out of the directory", () => {
  const waysOut = (variant: VariantName) =>
    Object.fromEntries(
      reach(variant).waysOut.map(({ subnet, through, dependsOnZone }) => [
        subnet.replace("network_", ""),
        [through, ...(dependsOnZone ? [`with ${dependsOnZone}`] : [])].join(" "),
      ]),
    );

  it("lead through one NAT gateway in dev: zone b needs zone a", () => {
    expect(waysOut("dev")).toEqual({
      public_a: "internet gateway",
      public_b: "internet gateway",
      app_a: "network_nat_a",
      app_b: "network_nat_a with eu-west-1a",
      data_a: "",
      data_b: "",
    });
  });

  it("lead through each zone's own NAT gateway in prod", () => {
    expect(waysOut("prod")).toMatchObject({ app_a: "network_nat_a", app_b: "network_nat_b" });
  });

  it.each(["full", "narrow"] as const)("of %s are the load balancer's alone: it has no NAT", (variant) => {
    const leading = Object.entries(waysOut(variant)).filter(([, through]) => through !== "");
    expect(leading.every(([subnet]) => subnet.startsWith("public_"))).toBe(true);
  });
});

describe("what is open in vain in the directory", () => {
  /** D3 asks for it; a function listens on nothing. */
  const endpointToFunction = "lambda in 443 from endpoint: function and migration don't listen there";

  it.each(["dev", "prod"] as const)("of %s is HTTPS without a domain, and what D3 asks for", (variant) => {
    expect(unusedRules(reach(variant))).toEqual([
      "alb in 443 from 0.0.0.0/0: load_balancer doesn't listen there",
      endpointToFunction,
    ]);
  });

  it.each(["full", "narrow"] as const)("of %s, with a domain, is only what D3 asks for", (variant) => {
    expect(unusedRules(reach(variant))).toEqual([endpointToFunction]);
  });

  it.each(variantNames)("of %s: every group is held, and only the servers' have no egress", (variant) => {
    expect(reach(variant)).toMatchObject({
      groupsWithoutHolder: [],
      groupsWithoutEgress: ["database", "endpoint"],
    });
  });
});
