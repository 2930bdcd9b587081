import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Layer, readLayers } from "../../plan/layers";
import { planEnvironment } from "../../plan/plan-mode";
import { planOverride } from "../../plan/plan-override";
import { synthesized, type VariantName } from "../support/synthesized";

function layerOf(variant: VariantName, stack: string): Layer {
  const layer = readLayers(synthesized(variant).outdir).find((each) => each.stack === stack);
  if (!layer) throw new Error(`no ${stack}`);
  return layer;
}

const options = (layer: Layer, mode: "offline" | "live", handedOn: string[]) => ({
  mode,
  stackFolder: `/project/cdktf.out/stacks/${layer.stack}`,
  emptyState: resolve(layer.folder, "../../../states/none.tfstate"),
  syntheticStates: new Map(
    handedOn.map((stack) => [stack, resolve(layer.folder, `../../../states/${stack}.tfstate`)]),
  ),
});

const upstream = ["directory-networking", "directory-data", "directory-compute"];

describe("what an offline plan lays over a layer", () => {
  it.each(["dev", "full"] as const)("keeps %s away from account, backend and others' states", (variant) => {
    const layer = layerOf(variant, "directory-api");
    const states = join("..", "..", "..", "states");
    expect(planOverride(layer, options(layer, "offline", upstream))).toEqual({
      terraform: { backend: { local: { path: join(states, "none.tfstate") } } },
      provider: {
        aws: [
          {
            access_key: "offline",
            secret_key: "offline",
            skip_credentials_validation: true,
            skip_metadata_api_check: "true",
            skip_region_validation: true,
            skip_requesting_account_id: true,
          },
        ],
      },
      data: {
        terraform_remote_state: Object.fromEntries(
          upstream.map((stack) => [
            stack.replaceAll("-", "_"),
            { backend: "local", config: { path: join(states, `${stack}.tfstate`) } },
          ]),
        ),
      },
    });
  });

  it("is refused for a layer that reads a state of nobody's", () => {
    const layer = layerOf("dev", "directory-data");
    expect(() => planOverride(layer, options(layer, "offline", []))).toThrow(
      'directory-data reads the state "directory_networking", which none of the layers planned before it has',
    );
  });
});

describe("what a live plan lays over a layer", () => {
  it("is nothing with states in S3", () => {
    const layer = layerOf("full", "directory-api");
    expect(planOverride(layer, options(layer, "live", []))).toEqual({});
  });

  it("leads local states back to where the project has them", () => {
    const layer = layerOf("dev", "directory-data");
    expect(planOverride(layer, options(layer, "live", []))).toEqual({
      terraform: { backend: { local: { path: "/project/state/dev/directory-data.tfstate" } } },
      data: {
        terraform_remote_state: {
          directory_networking: {
            backend: "local",
            config: { path: "/project/state/dev/directory-networking.tfstate" },
          },
        },
      },
    });
  });

  it("takes the planned outputs of a layer that is yet to be applied, and the states of the others", () => {
    const layer = layerOf("full", "directory-api");
    const override = planOverride(layer, options(layer, "live", ["directory-compute"]));
    expect(Object.keys(override)).toEqual(["data"]);
    expect(Object.keys((override.data as { terraform_remote_state: object }).terraform_remote_state)).toEqual(
      ["directory_compute"],
    );
  });
});

describe("the environment of a plan", () => {
  const callers = {
    PATH: "/bin",
    AWS_PROFILE: "production",
    AWS_ACCESS_KEY_ID: "AKIA",
    AWS_ENDPOINT_URL: "http://localhost:1",
    TF_DATA_DIR: "/tmp/data",
    TF_WORKSPACE: "blue",
    TF_CLI_ARGS_plan: "-destroy",
    TF_CLI_CONFIG_FILE: "/mirror.tfrc",
  };

  it("knows offline of no account and of nothing that would change the plan", () => {
    expect(planEnvironment("offline", callers)).toEqual({
      PATH: "/bin",
      TF_CLI_CONFIG_FILE: "/mirror.tfrc",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    });
  });

  it("is the caller's own in a live plan, but for a data folder that all layers would share", () => {
    const { TF_DATA_DIR: _, ...rest } = callers;
    expect(planEnvironment("live", callers)).toEqual(rest);
  });
});
