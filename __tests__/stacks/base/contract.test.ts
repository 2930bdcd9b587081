import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { App, TerraformOutput } from "cdktf";
import { describe, expect, it } from "vitest";
import { loadSettings } from "../../../config/load-settings";
import { Contract, optional, text, texts } from "../../../stacks/base/contract";
import { LayerStack } from "../../../stacks/base/layer-stack";
import { temporaryFolders } from "../../support/temporary-folders";

const temporaryFolder = temporaryFolders();

const settings = loadSettings({});

function twoLayers() {
  const app = new App({ outdir: temporaryFolder() });
  return {
    producer: new LayerStack(app, { system: "demo", layer: "lower", settings }),
    consumer: new LayerStack(app, { system: "demo", layer: "upper", settings }),
  };
}

const contract = new Contract({
  id: text("The id of something that is needed."),
  ids: texts("The ids of several things that are needed."),
  extra: optional("The id of something that may be there."),
});

describe("a contract", () => {
  it("publishes each value under its own name, with its description", () => {
    const { producer } = twoLayers();
    contract.publish(producer, { id: "a", ids: ["b", "c"], extra: "d" });
    expect(producer.toTerraform().output).toEqual({
      id: { value: "a", description: "The id of something that is needed." },
      ids: { value: ["b", "c"], description: "The ids of several things that are needed." },
      extra: { value: "d", description: "The id of something that may be there." },
    });
  });

  it("publishes nothing before what it stands for is there, when told so", () => {
    const { producer } = twoLayers();
    const vpc = new Vpc(producer, "network", {});
    contract.publish(producer, { id: "a", ids: [], extra: undefined }, [vpc]);
    for (const output of Object.values(producer.toTerraform().output)) {
      // Addresses: Terraform refuses expressions here.
      expect(output).toMatchObject({ depends_on: ["aws_vpc.network"] });
    }
  });

  it("reads references to the producer's state and makes the reader depend on it", () => {
    const { producer, consumer } = twoLayers();
    contract.publish(producer, { id: "a", ids: [], extra: undefined });
    const values = contract.read(consumer, producer);
    expect(consumer.dependsOn(producer)).toBe(true);
    new TerraformOutput(consumer, "seen", { value: [values.id], staticId: true });
    expect(consumer.toTerraform().output.seen.value).toEqual([
      "${data.terraform_remote_state.demo_lower.outputs.id}",
    ]);
  });

  it("reads an optional value only where it was published", () => {
    const { producer, consumer } = twoLayers();
    contract.publish(producer, { id: "a", ids: [], extra: undefined });
    expect(contract.read(consumer, producer).extra).toBeUndefined();
  });

  it("does not compile with a value missing, nor with a list for a string", () => {
    const { producer } = twoLayers();
    // @ts-expect-error `ids` and `extra` are missing
    expect(() => contract.publish(producer, { id: "a" })).not.toThrow();
    // @ts-expect-error a list is not a string
    const wrong: Parameters<typeof contract.publish>[1] = { id: ["a"], ids: [], extra: undefined };
    expect(wrong.id).toEqual(["a"]);
  });
});

describe("a reference that bypasses the contracts", () => {
  it("is refused at synth, with the way to do it", () => {
    const { producer, consumer } = twoLayers();
    const vpc = new Vpc(producer, "network", { cidrBlock: "10.0.0.0/16" });
    new TerraformOutput(consumer, "leak", { value: vpc.id });
    expect(() => consumer.prepareStack()).toThrow(
      "another stack refers to aws_vpc.network.id of demo-lower directly: publish it in the system's contracts.ts and read it from there",
    );
  });
});

describe("resource addresses", () => {
  it("refuse two constructs that would share one", () => {
    const { producer } = twoLayers();
    const first = new Vpc(producer, "a-b", { cidrBlock: "10.0.0.0/16" });
    const second = new Vpc(producer, "a_b", { cidrBlock: "10.1.0.0/16" });
    expect(first.friendlyUniqueId).toBe("a_b");
    expect(() => second.friendlyUniqueId).toThrow(
      'two constructs of demo-lower would have the address "a_b"',
    );
  });
});
