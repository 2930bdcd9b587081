import { describe, expect, it } from "vitest";
import { systemNames } from "../../config/settings";
import { type ApplyCost, applyCost } from "../../critical-path/apply-cost";
import { creationTimes } from "../../critical-path/creation-times";
import { layersOfSystem, readLayers } from "../../plan/layers";
import { synthesized, type VariantName, variantNames } from "../support/synthesized";

function costOf(variant: VariantName, system: string): ApplyCost {
  return applyCost(system, layersOfSystem(readLayers(synthesized(variant).outdir), system));
}

/** The layers that the longest chain goes through, and what in them takes over ten seconds. */
function longWaits({ path }: ApplyCost): string[] {
  return path.filter(({ seconds }) => seconds > 10).map(({ layer, address }) => `${layer}: ${address}`);
}

describe.each(variantNames)("an apply of %s", (variant) => {
  const layers = ["bootstrap", ...systemNames].flatMap((system) => costOf(variant, system).layers);

  it("asks AWS for nothing that it could know: no data source in any layer", () => {
    expect(layers.filter(({ dataSources }) => dataSources > 0)).toEqual([]);
  });

  it("waits for nothing needlessly", () => {
    expect(layers.flatMap(({ needless }) => needless)).toEqual([]);
  });

  it("is counted whole: every resource of every stack", () => {
    expect(Object.fromEntries(layers.map(({ stack, resources }) => [stack, resources]))).toEqual(
      Object.fromEntries(synthesized(variant).stacks.map(({ name, resources }) => [name, resources.length])),
    );
  });
});

// What these name is a decision: whoever adds a wait to a chain that everybody waits for should mean it.
describe("the longest chain of waits", () => {
  it.each<[VariantName]>([["dev"], ["prod"]])(
    "of the directory in %s goes by way of the database",
    (variant) => {
      expect(longWaits(costOf(variant, "directory"))).toEqual([
        "networking: aws_vpc.network",
        "networking: aws_vpc_endpoint.secretsmanager",
        "data: aws_kms_key.data",
        "data: aws_db_instance.database",
        // The API's code waits until the database is migrated.
        "api: aws_lambda_function.migration",
        "api: aws_lambda_function.function",
      ]);
    },
  );

  it.each<[VariantName]>([["dev"], ["prod"]])("of ha-web in %s ends with instances that serve", (variant) => {
    expect(longWaits(costOf(variant, "ha-web"))).toEqual([
      "networking: aws_vpc.network",
      "networking: aws_nat_gateway.network_nat_a",
      "data: aws_kms_key.data",
      "data: aws_rds_cluster.database",
      "data: aws_rds_cluster_instance.database_instance_a",
      // Its name is the site's address.
      "compute: aws_lb.load_balancer",
      "compute: aws_autoscaling_group.web",
    ]);
  });

  it("leaves out the page's layer, which is deployed beside the database's", () => {
    for (const variant of ["dev", "prod"] as const) {
      const { layers, path } = costOf(variant, "directory");
      const [data, compute] = ["data", "compute"].map((name) => layers.find((layer) => layer.name === name));
      expect(compute?.after).toEqual(["directory-networking"]);
      expect(compute?.beginsAt).toBe(data?.beginsAt);
      expect(path.map(({ layer }) => layer)).not.toContain("compute");
    }
  });
});

it("knows the creation time of no type that no stack has", () => {
  const used = variantNames.flatMap((variant) =>
    synthesized(variant).stacks.flatMap(({ resources }) => resources.map(({ type }) => type)),
  );
  expect(Object.keys(creationTimes).filter((type) => !used.includes(type))).toEqual([]);
});
