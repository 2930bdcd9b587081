import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SystemName } from "../../config/settings";
import { type Layer, readLayers } from "../../plan/layers";
import { planCommand } from "../../plan/plan-command";
import type { PlanJson } from "../../plan/plan-json";
import { findTerraform, runTerraform } from "../../scripts/terraform.mjs";
import { type Json, variants } from "../support/synthesized";
import { temporaryFolders } from "../support/temporary-folders";
import { quickTerraformEnvironment, terraformMissing } from "../support/terraform";

const makeFolder = temporaryFolders();

/** A whole system planned by the real Terraform and the real provider, with settings of a variant. */
async function planned(system: SystemName, variant: keyof typeof variants) {
  const root = makeFolder();
  const said: string[] = [];
  vi.stubEnv("CDKTF_CONTEXT_JSON", JSON.stringify(variants[variant]));
  // Whatever leads to an account is a dead end here: a plan that asked one would fail.
  vi.stubEnv("AWS_PROFILE", "nobody");
  vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
  const code = await planCommand({
    args: [system],
    root,
    terraform: { find: findTerraform, run: runTerraform, environment: quickTerraformEnvironment },
    print: (text) => said.push(text),
    printError: (text) => said.push(text),
    signal: new AbortController().signal,
  });
  expect(code, said.join("\n")).toBe(0);
  const folder = join(root, ".plan", system, variant, "offline");
  const read = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));
  return {
    layers: readLayers(join(folder, "cdktf.out")).filter((layer) => layer.system === system),
    summary: read("summary.json"),
    planOf: (stack: string): PlanJson & Json => read(`plans/${stack}.json`),
  };
}

function addressesOf({ document }: Layer): string[] {
  return Object.entries(document.resource ?? {}).flatMap(([type, byName]) =>
    Object.keys(byName).map((name) => `${type}.${name}`),
  );
}

/** Every resource and every output of each layer, and none besides. */
function expectAllCreated(layers: readonly Layer[], planOf: (stack: string) => PlanJson & Json): void {
  for (const layer of layers) {
    const plan = planOf(layer.stack);
    const created = plan.resource_changes.map(({ address, change }: Json) => `${change.actions} ${address}`);
    expect(created.toSorted()).toEqual(
      addressesOf(layer)
        .map((address) => `create ${address}`)
        .toSorted(),
    );
    expect(Object.keys(plan.output_changes ?? {}).toSorted()).toEqual(
      Object.keys(layer.document.output ?? {}).toSorted(),
    );
  }
}

/** What the plan knows of the arguments of a stack's first resource of a type. */
function plannedValues(plan: Json, type: string): Json {
  return plan.planned_values.root_module.resources.find((each: Json) => each.type === type).values;
}

afterEach(() => vi.unstubAllEnvs());

// Everything switched on: only here the optional parts are planned. The presets are planned by `.ci/run`.
describe.skipIf(terraformMissing)("terraform plan of the whole directory", () => {
  it("needs no account and creates every resource", async () => {
    const { layers, summary, planOf } = await planned("directory", "full");
    expect(layers).toHaveLength(4);
    expectAllCreated(layers, planOf);

    // The tags that every resource gets are the provider's work, so only a plan shows them.
    const valuesOf = (stack: string, type: string) => plannedValues(planOf(stack), type);
    expect(valuesOf("directory-networking", "aws_vpc").tags_all).toMatchObject({
      System: "directory",
      Layer: "networking",
      Environment: "full",
      Name: "directory-full",
    });

    // What networking hands on is what the layers above are planned with.
    const { placeholders } = summary.layers[0];
    expect(valuesOf("directory-data", "aws_db_subnet_group").subnet_ids.toSorted()).toEqual(
      placeholders.data_subnet_ids.toSorted(),
    );
    expect(valuesOf("directory-data", "aws_db_instance").vpc_security_group_ids).toEqual([
      placeholders.database_security_group_id,
    ]);

    // The functions' zips lie where the plan's folder has them.
    const api = layers.find(({ name }) => name === "api");
    expect(
      existsSync(join(api?.folder ?? "", valuesOf("directory-api", "aws_lambda_function").filename)),
    ).toBe(true);
  }, 300_000);
});

describe.skipIf(terraformMissing)("terraform plan of the whole web tier", () => {
  it("needs no account, creates every resource, and shows the user data that instances will get", async () => {
    const { layers, summary, planOf } = await planned("ha-web", "full");
    expect(layers).toHaveLength(3);
    expectAllCreated(layers, planOf);

    const { user_data } = plannedValues(planOf("ha-web-compute"), "aws_launch_template");
    const zipped = Buffer.from(user_data, "base64");
    // EC2's limit, which it checks at apply only.
    expect(zipped.length).toBeLessThan(16 * 1024);
    const [header, ...document] = gunzipSync(zipped).toString("utf8").split("\n");
    expect(header).toBe("#cloud-config");
    const files: { path: string; content: string }[] = JSON.parse(document.join("\n")).write_files;
    const contentOf = (path: string) => files.find((file) => file.path === path)?.content;
    const compute = layers.find(({ name }) => name === "compute");
    expect(contentOf("/opt/ha-web/boot")).toBe(readFileSync(join(compute?.folder ?? "", "boot.sh"), "utf8"));
    const { placeholders } = summary.layers.find(({ stack }: Json) => stack === "ha-web-data");
    expect(JSON.parse(contentOf("/etc/ha-web/site.json") ?? "")).toMatchObject({
      siteUrl: "https://blog.example.com",
      siteTitle: variants.full.haWeb.site.title,
      databaseHost: placeholders.database_endpoint,
      databaseSecretArn: placeholders.master_secret_arn,
    });
  }, 300_000);
});
