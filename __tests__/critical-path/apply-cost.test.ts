import { describe, expect, it } from "vitest";
import { applyCost } from "../../critical-path/apply-cost";
import { layer } from "./layer";

const read = (output: string) => `\${data.terraform_remote_state.shop_networking.outputs.${output}}`;
const networkingState = { terraform_remote_state: { shop_networking: { backend: "local" } } };

const networking = layer("networking", {
  resource: {
    aws_eip: { nat: { domain: "vpc" } },
    aws_nat_gateway: { a: { allocation_id: "${aws_eip.nat.id}" } },
    aws_vpc: { network: { enable_dns_hostnames: true } },
  },
  output: { vpc_id: { value: "${aws_vpc.network.id}" } },
});

/** Waits for networking, of which it needs the VPC alone. */
const data = layer(
  "data",
  {
    data: networkingState,
    resource: {
      aws_kms_key: { data: {} },
      aws_db_instance: { orders: { kms_key_id: "${aws_kms_key.data.arn}", subnet: read("vpc_id") } },
    },
  },
  ["shop-networking"],
);

/** Beside data. */
const compute = layer(
  "compute",
  { data: networkingState, resource: { aws_lb: { front: { subnets: [read("vpc_id")] } } } },
  ["shop-networking"],
);

describe("what an apply costs", () => {
  const cost = applyCost("shop", [networking, data, compute]);

  it("is the longest chain through the layers, each beginning when those are done that it reads", () => {
    expect(cost.path.map(({ stack, address, seconds, endsAt }) => [stack, address, seconds, endsAt])).toEqual(
      [
        ["shop-networking", "aws_eip.nat", 2, 2],
        ["shop-networking", "aws_nat_gateway.a", 105, 107],
        ["shop-data", "aws_kms_key.data", 22, 129],
        ["shop-data", "aws_db_instance.orders", 300, 429],
      ],
    );
    expect(cost.seconds).toBe(429);
    expect(cost.layers.map(({ name, beginsAt, endsAt }) => [name, beginsAt, endsAt])).toEqual([
      ["networking", 0, 107],
      ["data", 107, 429],
      ["compute", 107, 267],
    ]);
  });

  it("says what the second-longest chain is without each step of the longest", () => {
    expect(cost.path.map(({ address, totalWithout }) => [address, totalWithout])).toEqual([
      ["aws_eip.nat", 427],
      // The VPC takes 12 s then.
      ["aws_nat_gateway.a", 334],
      ["aws_kms_key.data", 407],
      // The load balancer ends later than the key.
      ["aws_db_instance.orders", 267],
    ]);
  });

  it("says by how much longer the other long waits could take", () => {
    expect(cost.besides.map(({ address, seconds, slack }) => [address, seconds, slack])).toEqual([
      ["aws_vpc.network", 12, 95],
      ["aws_lb.front", 160, 162],
    ]);
  });

  it("says what it would be if nothing waited for more than it reads", () => {
    // The key and the database: only the VPC, which takes less than the key, comes from networking.
    expect(cost.secondsInOneState).toBe(22 + 300);
  });

  it("adds up all waits", () => {
    expect(cost.workSeconds).toBe(2 + 105 + 12 + 22 + 300 + 160);
    expect(cost.layers.map(({ workSeconds }) => workSeconds)).toEqual([119, 322, 160]);
  });

  it("counts what the plan of each layer has to look at", () => {
    const asking = layer("asking", {
      data: { ...networkingState, aws_ami: { linux: {} }, aws_vpc: { given: {} } },
      resource: {
        aws_subnet: { a: { vpc_id: "${data.aws_vpc.given.id}" } },
        aws_instance: { a: { ami: "${data.aws_ami.linux.id}", subnet_id: "${aws_subnet.a.id}" } },
        aws_eip: { a: { instance: "${aws_instance.a.id}", depends_on: ["aws_subnet.a", "aws_instance.a"] } },
      },
    });
    expect(applyCost("shop", [asking]).layers[0]).toMatchObject({
      resources: 3,
      dataSources: 2,
      remoteStates: 1,
      // instance → subnet, address → instance, address → subnet; what is waited for twice counts once.
      dependencies: 3,
      needless: [
        { address: "aws_eip.a", waitsFor: "aws_subnet.a" },
        { address: "aws_eip.a", waitsFor: "aws_instance.a" },
      ],
    });
  });
});
