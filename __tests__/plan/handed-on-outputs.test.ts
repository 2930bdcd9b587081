import { describe, expect, it } from "vitest";
import { handedOnOutputs } from "../../plan/handed-on-outputs";
import type { Layer } from "../../plan/layers";
import type { OutputChange, PlanJson } from "../../plan/plan-json";
import { syntheticState } from "../../plan/synthetic-state";

function handOn(output: Record<string, unknown>, changes: Record<string, OutputChange>) {
  const layer = {
    stack: "web-networking",
    region: "eu-west-1",
    document: {
      output: Object.fromEntries(Object.entries(output).map(([name, value]) => [name, { value }])),
    },
  } as unknown as Layer;
  const plan: PlanJson = { terraform_version: "1.11.4", output_changes: changes, planned_values: {} };
  return handedOnOutputs(layer, plan);
}

describe("an output that is handed on", () => {
  it("is as planned when the plan knows it", () => {
    const { name } = handOn(
      { name: "${aws_ecs_cluster.a.name}" },
      { name: { actions: ["create"], after: "pages", after_unknown: false } },
    );
    expect(name).toEqual({ value: "pages", isSensitive: false, isPlaceholder: false });
  });

  it("is a placeholder, and says so, when only the apply will tell", () => {
    const { vpc_id } = handOn(
      { vpc_id: "${aws_vpc.a.id}" },
      { vpc_id: { actions: ["create"], after_unknown: true } },
    );
    expect(vpc_id?.value).toMatch(/^vpc-0000000/);
    expect(vpc_id?.isPlaceholder).toBe(true);
  });

  it("mixes both in a list", () => {
    const { subnet_ids } = handOn(
      { subnet_ids: ["${aws_subnet.a.id}", "${aws_subnet.b.id}"] },
      { subnet_ids: { actions: ["update"], after: ["subnet-1", null], after_unknown: [false, true] } },
    );
    expect(subnet_ids?.value).toEqual(["subnet-1", expect.stringMatching(/^subnet-0000000/)]);
    expect(subnet_ids?.isPlaceholder).toBe(true);
  });

  it("keeps the flag of a sensitive one", () => {
    const layer = {
      stack: "web-data",
      region: "eu-west-1",
      document: { output: { token: { value: "${aws_x_y.a.token}", sensitive: true } } },
    } as unknown as Layer;
    const handedOn = handedOnOutputs(layer, { terraform_version: "1.11.4", planned_values: {} });
    expect(JSON.parse(syntheticState(handedOn, "1.11.4")).outputs.token.sensitive).toBe(true);
  });
});

it("a synthetic state gives each output the type that Terraform's type system has for it", () => {
  const known = (value: unknown) => ({ value, isSensitive: false, isPlaceholder: false });
  const state = JSON.parse(
    syntheticState(
      {
        host: known("db.example"),
        port: known(3306),
        open: known(false),
        ids: known(["a", "b"]),
        site: known({ url: "https://a", ports: [80] }),
      },
      "1.11.4",
    ),
  );
  expect(state).toMatchObject({ version: 4, terraform_version: "1.11.4", resources: [] });
  const types = Object.entries<{ type: unknown }>(state.outputs).map(([name, { type }]) => [name, type]);
  expect(Object.fromEntries(types)).toEqual({
    host: "string",
    port: "number",
    open: "bool",
    ids: ["tuple", ["string", "string"]],
    site: ["object", { url: "string", ports: ["tuple", ["number"]] }],
  });
});
