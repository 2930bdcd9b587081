import { describe, expect, it } from "vitest";
import { lossesOf } from "../../plan/losses";
import {
  type Action,
  changesOutputs,
  countEffects,
  effectOf,
  type PlanJson,
  type ResourceChange,
} from "../../plan/plan-json";

type Rest = Partial<Omit<ResourceChange, "change">> & { replace_paths?: (string | number)[][] };

function changed(address: string, actions: Action[], { replace_paths, ...rest }: Rest = {}): ResourceChange {
  const [type = "", name = ""] = address.split(".");
  const change = { actions, ...(replace_paths === undefined ? {} : { replace_paths }) };
  return { address, mode: "managed", type, name, change, ...rest };
}

const plan = (...resource_changes: ResourceChange[]): PlanJson => ({
  terraform_version: "1.11.4",
  resource_changes,
  planned_values: {},
});

describe("the effect of a change", () => {
  it.each([
    [["create"], "create"],
    [["update"], "change"],
    [["delete", "create"], "replace"],
    [["create", "delete"], "replace"],
    [["create", "forget"], "replace"],
    [["delete"], "destroy"],
    [["forget"], "forget"],
    [["no-op"], "none"],
  ] as const)("of %j is %s", (actions, effect) => {
    expect(effectOf(changed("aws_vpc.network", [...actions]))).toBe(effect);
  });

  it("of a data source is none, and it isn't counted", () => {
    const read = changed("data.aws_x.y", ["read"], { mode: "data" });
    expect(effectOf(read)).toBe("none");
    expect(countEffects(plan(read, changed("aws_vpc.network", ["create"])))).toEqual({
      create: 1,
      change: 0,
      replace: 0,
      destroy: 0,
      forget: 0,
      none: 0,
    });
  });
});

describe("what a plan takes away", () => {
  it("names the attributes that force a replacement, and what is lost; what holds data comes first", () => {
    const losses = lossesOf(
      plan(
        changed("aws_subnet.app_a", ["delete", "create"], {
          action_reason: "replace_because_cannot_update",
          replace_paths: [["vpc_id"], ["cidr_block"]],
        }),
        changed("aws_vpc.network", ["update"]),
        changed("aws_db_instance.database", ["create", "delete"], {
          action_reason: "replace_because_cannot_update",
          replace_paths: [["ebs_block_device", 0, "iops"]],
        }),
      ),
    );
    expect(losses).toEqual([
      {
        address: "aws_db_instance.database",
        effect: "replace",
        reason: "ebs_block_device[0].iops can't be changed in place",
        contents: "the database's data",
      },
      {
        address: "aws_subnet.app_a",
        effect: "replace",
        reason: "vpc_id, cidr_block can't be changed in place",
        contents: undefined,
      },
    ]);
  });

  it.each([
    ["delete_because_no_resource_config", "it is no longer in the configuration"],
    ["replace_because_tainted", "it is tainted: an earlier apply left it half made"],
    ["delete_because_something_new", "delete_because_something_new"],
  ])("says %s in words, if there are any", (action_reason, reason) => {
    const [loss] = lossesOf(plan(changed("aws_s3_bucket.site", ["delete"], { action_reason })));
    expect(loss).toMatchObject({ effect: "destroy", reason, contents: "the objects in it" });
  });

  it("loses nothing of what Terraform only forgets", () => {
    const [loss] = lossesOf(plan(changed("aws_s3_bucket.site", ["forget"])));
    expect(loss).toMatchObject({ effect: "forget", contents: undefined });
  });

  it("knows what a broken-off replacement has left behind", () => {
    const [loss] = lossesOf(plan(changed("aws_lb.site", ["delete"], { deposed: "a1b2c3d4" })));
    expect(loss).toMatchObject({
      address: "aws_lb.site (deposed)",
      reason: "left behind by a replacement that broke off",
    });
  });
});

it("a plan changes outputs when any of them does anything", () => {
  const outputs = (...actions: Action[]) =>
    changesOutputs({
      ...plan(),
      output_changes: Object.fromEntries(actions.map((each, i) => [i, { actions: [each] }])),
    });
  expect(outputs("no-op", "no-op")).toBe(false);
  expect(outputs("no-op", "update")).toBe(true);
  expect(outputs()).toBe(false);
});
