import { describe, expect, it } from "vitest";
import { ReachError } from "../../reach/reach-error";
import { reachabilityOf } from "../../reach/reachability";
import { groupPeer, output, reachOf, type SmallSystem, tcpRule } from "./small-system";

const vpc_id = "${aws_vpc.net.id}";

/** What is said of the small system after a change; that anything is said at all is asserted here. */
function complaint(change: (system: SmallSystem) => void): string {
  let message = "";
  expect(() => {
    try {
      reachOf(change);
    } catch (error) {
      message = String(error);
      throw error;
    }
  }).toThrow(ReachError);
  return message;
}

describe("a type that might open or close a way", () => {
  it.each([
    ["aws_network_acl", { vpc_id }],
    ["aws_vpc_peering_connection", { vpc_id }],
    ["aws_security_group_rule", { security_group_id: "${aws_security_group.db.id}" }],
    ["aws_default_route_table", {}],
    ["aws_ec2_transit_gateway_vpc_attachment", { vpc_id }],
    ["aws_egress_only_internet_gateway", { vpc_id }],
    ["aws_network_interface_sg_attachment", {}],
    ["aws_instance", {}],
    ["aws_elasticache_replication_group", {}],
    ["aws_api_gateway_vpc_link", {}],
    ["aws_route53_resolver_endpoint", {}],
    ["cloudflare_record", {}],
  ])("is refused by name: %s", (type, args) => {
    expect(complaint(({ network }) => Object.assign(network, { [type]: { surprise: args } }))).toContain(
      `${type}.surprise in small-network`,
    );
  });

  it("is listed with all others at once, and with what to do", () => {
    const message = complaint(({ network, app }) => {
      Object.assign(network, { aws_network_acl: { a: {}, b: {} } });
      Object.assign(app, { aws_instance: { bastion: {} } });
    });
    for (const each of ["aws_network_acl.a", "aws_network_acl.b", "aws_instance.bastion in small-app"])
      expect(message).toContain(each);
    expect(message).toContain("reach/known-types.ts");
  });
});

it("a Terraform module is refused: what it makes isn't in the layer", () => {
  const layer = { stack: "small-app", json: { module: { vpc: { source: "./vpc" } } } };
  expect(() => reachabilityOf([layer])).toThrow("small-app calls vpc");
});

describe("an argument that might open or close a way", () => {
  it.each<[string, string, string, Record<string, unknown>]>([
    ["rules inside of a group", "aws_security_group", "db", { ingress: [{ from_port: 22 }] }],
    ["egress inside of a group", "aws_security_group", "db", { egress: [] }],
    ["routes inside of a table", "aws_route_table", "app_a", { route: [] }],
    ["a table that a gateway propagates into", "aws_route_table", "app_a", { propagating_vgws: ["vgw-1"] }],
    ["a route for less than everything", "aws_route", "app_a", { destination_cidr_block: "198.51.100.0/24" }],
    ["a route for IPv6", "aws_route", "app_a", { destination_ipv6_cidr_block: "::/0" }],
    ["a route to two gateways", "aws_route", "app_a", { gateway_id: "${aws_internet_gateway.internet.id}" }],
    ["a route through a peering connection", "aws_route", "app_a", { vpc_peering_connection_id: "pcx-1" }],
    ["a VPC with IPv6", "aws_vpc", "net", { assign_generated_ipv6_cidr_block: true }],
    ["a subnet with IPv6", "aws_subnet", "app_a", { ipv6_cidr_block: "2001:db8::/64" }],
    ["a private NAT gateway", "aws_nat_gateway", "nat_a", { connectivity_type: "private" }],
    ["a rule for IPv6", "aws_vpc_security_group_ingress_rule", "db_from_web", { cidr_ipv6: "::/0" }],
    ["a network load balancer", "aws_lb", "balancer", { load_balancer_type: "network" }],
    ["tasks in their host's network", "aws_ecs_task_definition", "web", { network_mode: "host" }],
    ["containers that are no JSON", "aws_ecs_task_definition", "web", { container_definitions: "[" }],
    ["many of a kind", "aws_subnet", "app_a", { count: 2 }],
    ["one for each of many", "aws_lb", "balancer", { for_each: "${toset([1])}" }],
    ["another provider", "aws_db_instance", "db", { provider: "aws.elsewhere" }],
  ])("is refused: %s", (_, type, name, args) => {
    const message = complaint(({ network, app }) =>
      Object.assign(network[type]?.[name] ?? app[type]?.[name] ?? {}, args),
    );
    expect(message).toContain(`${type}.${name} of small-`);
  });

  it("is refused: rules in the adopted default group", () => {
    const message = complaint(({ network }) => {
      network.aws_default_security_group = { default: { vpc_id, ingress: [{ self: true }] } };
    });
    expect(message).toContain("aws_default_security_group.default");
    expect(message).toContain("ingress");
  });

  it("is refused: a gateway load balancer's endpoint", () => {
    const message = complaint(({ network }) => {
      const service_name = "com.amazonaws.vpce.eu-west-1.vpce-svc-1";
      network.aws_vpc_endpoint = {
        inspect: { vpc_id, service_name, vpc_endpoint_type: "GatewayLoadBalancer" },
      };
    });
    expect(message).toContain("aws_vpc_endpoint.inspect");
  });
});

describe("what can't be followed", () => {
  it.each<[string, unknown, string]>([
    ["an id written out", "sg-0123456789", "must be a reference"],
    ["an output that isn't published", output("missing"), "an output that isn't published"],
    ["an expression", "${var.group}", "must be a plain reference"],
    ["a resource that isn't there", "${aws_security_group.missing.id}", "must be a plain reference"],
    ["another type", "${aws_lb.balancer.id}", "must name aws_security_group, not aws_lb"],
    ["nothing", undefined, "names no security group"],
    [
      "an element past the end",
      `\${element(${output("app_subnet_ids").slice(2, -1)}, 7)}`,
      "that is shorter",
    ],
  ])("is refused as a group: %s", (_, value, why) => {
    const message = complaint(({ app }) =>
      Object.assign(app.aws_db_instance?.db ?? {}, {
        vpc_security_group_ids: value === undefined ? undefined : [value],
      }),
    );
    expect(message).toContain("aws_db_instance.db of small-app");
    expect(message).toContain(why);
  });

  it("is refused: something in no subnet", () => {
    expect(complaint(({ app }) => Object.assign(app.aws_lb?.balancer ?? {}, { subnets: [] }))).toContain(
      "aws_lb.balancer of small-app names no subnet",
    );
  });

  it("is refused: an Aurora instance in a zone where its cluster has no subnet", () => {
    const message = complaint(({ app }) => {
      app.aws_rds_cluster = {
        cluster: {
          engine: "aurora-mysql",
          db_subnet_group_name: "${aws_db_subnet_group.data.name}",
          vpc_security_group_ids: [output("db_group_id")],
        },
      };
      app.aws_rds_cluster_instance = {
        writer: { cluster_identifier: "${aws_rds_cluster.cluster.id}", availability_zone: "z-c" },
      };
    });
    expect(message).toContain("no subnet in z-c");
  });

  it("is refused: an engine whose port isn't known", () => {
    expect(
      complaint(({ app }) => Object.assign(app.aws_db_instance?.db ?? {}, { engine: "db2-ae" })),
    ).toContain('where "db2-ae" listens; set port');
  });

  it.each([
    ["in a subnet of its own", [{ subnet_id: "${aws_subnet.public_a.id}" }]],
    ["of several", [{}, {}]],
  ])("is refused: a launch template's interface %s", (_, network_interfaces) => {
    const message = complaint(({ app }) => {
      app.aws_launch_template = { web: { network_interfaces } };
      app.aws_autoscaling_group = {
        web: {
          vpc_zone_identifier: output("app_subnet_ids"),
          launch_template: { id: "${aws_launch_template.web.id}" },
        },
      };
    });
    expect(message).toContain("aws_launch_template.web of small-app is not understood: network_interfaces");
  });

  it("is refused: a health check on a port that is no number", () => {
    const message = complaint(({ app }) => {
      app.aws_lb_target_group = { web: { port: 80, health_check: { port: "http" } } };
      app.aws_launch_template = { web: { vpc_security_group_ids: [output("web_group_id")] } };
      app.aws_autoscaling_group = {
        web: {
          vpc_zone_identifier: output("app_subnet_ids"),
          launch_template: { id: "${aws_launch_template.web.id}" },
          target_group_arns: ["${aws_lb_target_group.web.arn}"],
        },
      };
    });
    expect(message).toContain('must be a number or traffic-port, given "http"');
  });
});

describe("a rule", () => {
  const withRule = (args: Record<string, unknown>) =>
    complaint(({ network }) =>
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, { odd: args }),
    );

  it("with two peers is refused", () => {
    expect(withRule(tcpRule("db", 3306, { ...groupPeer("web"), cidr_ipv4: "10.0.2.0/24" }))).toContain(
      "2 peers",
    );
  });

  it("without a peer is refused", () => {
    expect(withRule(tcpRule("db", 3306, {}))).toContain("0 peers");
  });

  it("without ports is refused unless it opens all", () => {
    const { from_port: _, ...rest } = tcpRule("db", 3306, groupPeer("web"));
    expect(withRule(rest)).toContain("without from_port and to_port");
  });

  it("for a range that is none is refused", () => {
    expect(withRule(tcpRule("db", 3306, { cidr_ipv4: "10.0.0.1/16" }))).toContain(
      '"10.0.0.1/16" is no IPv4 range',
    );
  });

  it("for a prefix list that isn't one of our endpoints' is refused", () => {
    expect(withRule(tcpRule("db", 3306, { prefix_list_id: "pl-0123" }))).toContain("must be a reference");
  });

  it("for a part of a subnet is refused: who gets those addresses isn't known", () => {
    expect(withRule(tcpRule("db", 3306, { cidr_ipv4: "10.0.2.0/25" }))).toContain(
      "10.0.2.0/25, a part of app_a (10.0.2.0/24)",
    );
  });
});

describe("what AWS takes only once", () => {
  it("is refused: a second route table of a subnet", () => {
    const message = complaint(({ network }) => {
      const table = { subnet_id: "${aws_subnet.app_a.id}", route_table_id: "${aws_route_table.public.id}" };
      Object.assign(network.aws_route_table_association ?? {}, { again: table });
    });
    expect(message).toContain("aws_subnet.app_a of small-network is on two route tables");
  });

  it("is refused: a second default route", () => {
    const message = complaint(({ network }) => {
      Object.assign(network.aws_route ?? {}, { again: network.aws_route?.app_a });
    });
    expect(message).toContain("aws_route_table.app_a of small-network has two default routes");
  });
});
