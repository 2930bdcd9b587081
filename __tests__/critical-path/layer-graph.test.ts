import { describe, expect, it } from "vitest";
import type { ConfigurationDocument } from "../../critical-path/configuration-document";
import { layerGraph, predecessors } from "../../critical-path/layer-graph";

/** What each node waits for, of those that wait for something. */
function waits(document: ConfigurationDocument): Record<string, string[]> {
  return Object.fromEntries(
    [...layerGraph(document).values()]
      .map((node) => [node.address, [...predecessors(node)].sort()] as const)
      .filter(([, after]) => after.length > 0),
  );
}

const vpc = { aws_vpc: { network: { cidr_block: "10.0.0.0/16" } } };

describe("what waits for what in a layer", () => {
  it("is read from arguments, however deep they lie", () => {
    const ingress = { for_each: "${aws_vpc.network.cidrs}", content: { from: "${ingress.value}" } };
    expect(
      waits({
        resource: {
          ...vpc,
          aws_security_group: { web: { dynamic: { ingress }, tags: { "${aws_vpc.network.id}": "x" } } },
          aws_subnet: { a: { for_each: "${aws_vpc.network.cidrs}", cidr_block: "${each.value}" } },
          aws_instance: { a: { network: [{ subnets: ['${join(",", ["${aws_subnet.a["x"].id}"])}'] }] } },
        },
      }),
    ).toEqual({
      "aws_security_group.web": ["aws_vpc.network"],
      "aws_subnet.a": ["aws_vpc.network"],
      "aws_instance.a": ["aws_subnet.a"],
    });
  });

  it("is read from depends_on, and kept apart", () => {
    const graph = layerGraph({
      resource: { ...vpc, aws_eip: { a: { depends_on: ["aws_vpc.network"], domain: "vpc" } } },
      output: { ready: { value: "yes", depends_on: ["aws_eip.a"] } },
    });
    expect(graph.get("aws_eip.a")).toMatchObject({
      reads: new Set(),
      dependsOn: new Set(["aws_vpc.network"]),
    });
    expect(graph.get("output.ready")?.dependsOn).toEqual(new Set(["aws_eip.a"]));
  });

  it("is read from a lifecycle's triggers and conditions, not from what it ignores", () => {
    const lifecycle = {
      ignore_changes: ["aws_vpc.ignored"],
      replace_triggered_by: ["aws_vpc.trigger.id"],
      precondition: [{ condition: "${aws_vpc.condition.id != null}", error_message: "no" }],
    };
    const made = { cidr_block: "10.0.0.0/16" };
    expect(
      waits({
        resource: {
          aws_vpc: { ignored: made, trigger: made, condition: made },
          aws_eip: { a: { lifecycle } },
        },
      }),
    ).toEqual({ "aws_eip.a": ["aws_vpc.condition", "aws_vpc.trigger"] });
  });

  it("goes by way of locals, data sources and providers", () => {
    expect(
      waits({
        provider: {
          aws: [{ region: "eu-west-1" }, { alias: "tenant", region: "${aws_ssm_parameter.region.value}" }],
        },
        locals: { zone: "${data.aws_zone.main.id}" },
        data: { aws_zone: { main: { vpc: "${aws_vpc.network.id}" } } },
        resource: {
          ...vpc,
          aws_ssm_parameter: { region: { name: "region" } },
          aws_route53_record: { a: { zone_id: "${local.zone}", provider: "aws.tenant" } },
          terraform_data: { memory: { input: "x" } },
        },
      }),
    ).toEqual({
      "provider.aws.tenant": ["aws_ssm_parameter.region"],
      "local.zone": ["data.aws_zone.main"],
      "data.aws_zone.main": ["aws_vpc.network", "provider.aws"],
      "aws_vpc.network": ["provider.aws"],
      "aws_ssm_parameter.region": ["provider.aws"],
      "aws_route53_record.a": ["local.zone", "provider.aws.tenant"],
    });
  });

  it("tells a remote state from a data source that asks AWS", () => {
    const graph = layerGraph({
      data: { terraform_remote_state: { below: { backend: "local" } }, aws_zone: { main: {} } },
    });
    expect([...graph.values()].map(({ kind }) => kind)).toEqual(["remote state", "data source"]);
  });

  it("leaves out what isn't there, notes, and the resource itself", () => {
    expect(
      waits({
        resource: {
          aws_vpc: {
            network: { "//": "${aws_eip.a.id}", tags: { a: "${path.module}${var.x}${aws_vpc.network.id}" } },
          },
          aws_eip: { a: {} },
        },
      }),
    ).toEqual({});
  });

  it("isn't guessed where a module hides it", () => {
    expect(() => layerGraph({ module: { vpc: { source: "./vpc" } } })).toThrow(
      "the module vpc is called: what is in it can't be seen from outside",
    );
  });
});
