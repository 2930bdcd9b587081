import { describe, expect, it } from "vitest";
import { openPairs, unusedRules } from "./readable";
import { groupPeer, output, reachOf, type smallSystem, tcpRule } from "./small-system";

const everything = ["internet → balancer 80", "balancer → web 8080", "web → internet 443", "web → db 3306"];
const without = (...pairs: string[]) => everything.filter((pair) => !pairs.includes(pair));

it("finds what is open in a whole system, across layers, and nothing else", () => {
  expect(openPairs(reachOf())).toEqual(everything);
});

describe("security groups", () => {
  it("close a pair whose source has no egress: the client group that was forgotten", () => {
    const reach = reachOf(({ network }) => delete network.aws_vpc_security_group_egress_rule?.web_to_db);
    expect(openPairs(reach)).toEqual(without("web → db 3306"));
  });

  it("close a pair whose target has no ingress", () => {
    const reach = reachOf(({ network }) => delete network.aws_vpc_security_group_ingress_rule?.db_from_web);
    expect(openPairs(reach)).toEqual(without("web → db 3306"));
  });

  it("close a pair when the two ends open different ports", () => {
    const reach = reachOf(({ network }) => {
      network.aws_vpc_security_group_egress_rule = {
        ...network.aws_vpc_security_group_egress_rule,
        web_to_db: tcpRule("web", 5432, groupPeer("db")),
      };
    });
    expect(openPairs(reach)).toEqual(without("web → db 3306"));
  });

  it("close a pair when another protocol is open", () => {
    const reach = reachOf(({ network }) => {
      const rules = network.aws_vpc_security_group_ingress_rule ?? {};
      rules.db_from_web = { ...rules.db_from_web, ip_protocol: "udp" };
    });
    expect(openPairs(reach)).toEqual(without("web → db 3306"));
  });

  it("close a port that nothing listens on, and say that it is open in vain", () => {
    const reach = reachOf(({ app }) => {
      app.aws_db_instance = { db: { ...app.aws_db_instance?.db, port: 3307 } };
    });
    expect(openPairs(reach)).toEqual(without("web → db 3306"));
    expect(unusedRules(reach)).toEqual([
      "web out 3306 to db: db doesn't listen there",
      "db in 3306 from web: db doesn't listen there",
    ]);
  });

  it("open by a range that covers the other end's subnets", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        db_from_web: tcpRule("db", 3306, { cidr_ipv4: "10.0.2.0/23" }),
      });
      Object.assign(network.aws_vpc_security_group_egress_rule ?? {}, {
        web_to_db: tcpRule("web", 3306, { cidr_ipv4: "10.0.4.0/23" }),
      });
    });
    expect(openPairs(reach)).toEqual(everything);
  });

  it("open for one zone only when the range covers one zone's subnet, and say which", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        db_from_web: tcpRule("db", 3306, { cidr_ipv4: "10.0.2.0/24" }),
      });
    });
    expect(openPairs(reach)).toEqual([
      ...without("web → db 3306"),
      "web → db 3306 (app_a → data_a, app_a → data_b)",
    ]);
  });

  it("open all ports of all protocols by -1, of which those count that are listened on", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc_security_group_egress_rule ?? {}, {
        web_to_world: {
          security_group_id: "${aws_security_group.web.id}",
          ip_protocol: "-1",
          cidr_ipv4: "0.0.0.0/0",
        },
      });
    });
    expect(openPairs(reach)).toEqual([
      "internet → balancer 80",
      "balancer → web 8080",
      "web → internet any",
      // The load balancer lets everybody in, and now web may go anywhere.
      "web → balancer 80",
      "web → db 3306",
    ]);
  });

  it("add up: several groups on one thing open what each of them opens", () => {
    const reach = reachOf(({ network, app, outputs }) => {
      Object.assign(network.aws_security_group ?? {}, { db_client: { vpc_id: "${aws_vpc.net.id}" } });
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        db_from_web: tcpRule("db", 3306, groupPeer("db_client")),
      });
      Object.assign(network.aws_vpc_security_group_egress_rule ?? {}, {
        web_to_db: tcpRule("db_client", 3306, groupPeer("db")),
      });
      outputs.client_group_id = "${aws_security_group.db_client.id}";
      const web = app.aws_ecs_service?.web?.network_configuration as Record<string, unknown>;
      web.security_groups = [output("web_group_id"), output("client_group_id")];
    });
    expect(openPairs(reach)).toEqual(everything);
    expect(reach.groupsWithoutEgress).toEqual(["db"]);
  });

  it("let members of one group talk to each other only if a rule says so", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        web_from_web: tcpRule("web", 8080, groupPeer("web")),
      });
      Object.assign(network.aws_vpc_security_group_egress_rule ?? {}, {
        web_to_web: tcpRule("web", 8080, groupPeer("web")),
      });
    });
    expect(openPairs(reach)).toContain("web → web 8080");
    expect(openPairs(reachOf())).not.toContain("web → web 8080");
  });
});

describe("from the internet", () => {
  it("nobody comes to an internal load balancer", () => {
    const reach = reachOf(({ app }) => {
      Object.assign(app.aws_lb?.balancer ?? {}, { internal: true });
    });
    expect(openPairs(reach)).toEqual(without("internet → balancer 80"));
  });

  it("nobody comes without a route to the internet gateway, and NAT there has no way out either", () => {
    const reach = reachOf(({ network }) => delete network.aws_route?.public);
    expect(openPairs(reach)).toEqual(without("internet → balancer 80", "web → internet 443"));
    expect(reach.waysOut.find(({ subnet }) => subnet === "app_a")).toMatchObject({
      through: null,
      broken: "nat_a stands in public_a, which has no internet gateway",
    });
  });

  it("nobody comes by an internet gateway of another VPC", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc ?? {}, { other: { cidr_block: "10.9.0.0/16" } });
      network.aws_internet_gateway = { internet: { vpc_id: "${aws_vpc.other.id}" } };
    });
    expect(openPairs(reach)).toEqual(without("internet → balancer 80", "web → internet 443"));
  });

  it("comes only who is in the range that is let in, and the internet at large doesn't", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        lb_from_world: tcpRule("lb", 80, { cidr_ipv4: "198.51.100.0/24" }),
      });
    });
    expect(openPairs(reach)).toEqual([
      "198.51.100.0/24 → balancer 80",
      "balancer → web 8080",
      "web → internet 443",
      "web → 198.51.100.0/24 443",
      "web → db 3306",
    ]);
  });

  it("comes half the internet where a rule says half the internet", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        lb_from_world: tcpRule("lb", 80, { cidr_ipv4: "0.0.0.0/1" }),
      });
    });
    expect(openPairs(reach)).toContain("0.0.0.0/1 → balancer 80");
  });

  it("nobody comes with a private address: such a rule is open in vain", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        lb_from_world: tcpRule("lb", 80, { cidr_ipv4: "172.16.0.0/12" }),
      });
    });
    expect(openPairs(reach)).toEqual(without("internet → balancer 80"));
    expect(unusedRules(reach)).toEqual(["lb in 80 from 172.16.0.0/12: nothing can come from there"]);
  });

  it("somebody comes to a database with a public address in a public subnet, if its group lets them in", () => {
    const exposed = (isPublic: boolean, subnets: string) =>
      reachOf(({ network, app }) => {
        Object.assign(app.aws_db_instance?.db ?? {}, { publicly_accessible: isPublic });
        app.aws_db_subnet_group = { data: { subnet_ids: output(subnets) } };
        Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
          db_from_world: tcpRule("db", 3306, { cidr_ipv4: "0.0.0.0/0" }),
        });
      });
    expect(openPairs(exposed(true, "public_subnet_ids"))).toContain("internet → db 3306");
    expect(openPairs(exposed(false, "public_subnet_ids"))).not.toContain("internet → db 3306");
    expect(openPairs(exposed(true, "data_subnet_ids"))).not.toContain("internet → db 3306");
  });
});

describe("ways out", () => {
  it("name the zone whose NAT gateway another zone depends on", () => {
    const wayOf = (subnet: string) => reachOf().waysOut.find((way) => way.subnet === subnet);
    expect(wayOf("app_a")).toMatchObject({ through: "nat_a", dependsOnZone: null });
    expect(wayOf("app_b")).toMatchObject({ through: "nat_a", dependsOnZone: "z-a" });
    expect(wayOf("public_a")).toMatchObject({ through: "internet gateway", dependsOnZone: null });
    expect(wayOf("data_a")).toMatchObject({ through: null, dependsOnZone: null, broken: null });
  });

  it("depend on no other zone where each has a NAT gateway of its own", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_nat_gateway ?? {}, {
        nat_b: { subnet_id: "${aws_subnet.public_b.id}", allocation_id: "${aws_eip.nat_a.allocation_id}" },
      });
      Object.assign(network.aws_route?.app_b ?? {}, { nat_gateway_id: "${aws_nat_gateway.nat_b.id}" });
    });
    expect(reach.waysOut.filter(({ dependsOnZone }) => dependsOnZone !== null)).toEqual([]);
  });

  it("are missing from a private subnet without NAT, although its group lets out", () => {
    const reach = reachOf(({ network }) => {
      delete network.aws_route?.app_a;
      delete network.aws_route?.app_b;
    });
    expect(openPairs(reach)).toEqual(without("web → internet 443"));
    expect(unusedRules(reach)).toEqual(["web out 443 to 0.0.0.0/0: nothing there can be reached"]);
  });

  it("are there for one zone when the other's table has no route or isn't associated", () => {
    const partly = [
      "internet → balancer 80",
      "balancer → web 8080",
      "web → internet 443 (app_a → internet)",
      "web → db 3306",
    ];
    expect(openPairs(reachOf(({ network }) => delete network.aws_route?.app_b))).toEqual(partly);
    expect(openPairs(reachOf(({ network }) => delete network.aws_route_table_association?.app_b))).toEqual(
      partly,
    );
  });

  it("lead through the internet gateway only with a public address", () => {
    const inPublicSubnets = (assign_public_ip: boolean) =>
      reachOf(({ app }) => {
        Object.assign(app.aws_ecs_service?.web?.network_configuration ?? {}, {
          assign_public_ip,
          subnets: output("public_subnet_ids"),
        });
      });
    expect(openPairs(inPublicSubnets(true))).toEqual(everything);
    expect(openPairs(inPublicSubnets(false))).toEqual(without("web → internet 443"));
  });
});

describe("VPCs", () => {
  it("that are two don't reach each other, whatever the groups say", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc ?? {}, { other: { cidr_block: "10.0.0.0/16" } });
      for (const name of ["data_a", "data_b"]) {
        Object.assign(network.aws_subnet?.[name] ?? {}, { vpc_id: "${aws_vpc.other.id}" });
      }
    });
    expect(openPairs(reach)).toEqual(without("web → db 3306"));
  });
});

describe("endpoints", () => {
  const withGatewayEndpoint = (peer: Record<string, unknown>, tables = ["app_a", "app_b"]) =>
    reachOf(({ network }) => {
      network.aws_vpc_endpoint = {
        s3: {
          vpc_id: "${aws_vpc.net.id}",
          service_name: "com.amazonaws.eu-west-1.s3",
          vpc_endpoint_type: "Gateway",
          route_table_ids: tables.map((table) => `\${aws_route_table.${table}.id}`),
        },
      };
      Object.assign(network.aws_vpc_security_group_egress_rule ?? {}, {
        web_to_world: tcpRule("web", 443, peer),
      });
      delete network.aws_route?.app_a;
      delete network.aws_route?.app_b;
    });
  const prefixList = { prefix_list_id: "${aws_vpc_endpoint.s3.prefix_list_id}" };

  it("to S3 are reached by prefix list from the route tables that they are on", () => {
    expect(openPairs(withGatewayEndpoint(prefixList))).toEqual([
      ...without("web → internet 443"),
      "web → s3 443",
    ]);
    expect(openPairs(withGatewayEndpoint(prefixList, ["app_a"]))).toContain("web → s3 443 (app_a → s3)");
    expect(openPairs(withGatewayEndpoint(prefixList, ["public"]))).not.toContain("web → s3 443");
  });

  it("to S3 are reached by a rule for everywhere too, but by none for less", () => {
    expect(openPairs(withGatewayEndpoint({ cidr_ipv4: "0.0.0.0/0" }))).toContain("web → s3 443");
    expect(openPairs(withGatewayEndpoint({ cidr_ipv4: "10.0.0.0/16" }))).not.toContain("web → s3 443");
  });

  it("of other services stand in subnets and need both ends open", () => {
    const withInterface = (isLetIn: boolean) =>
      reachOf(({ network }) => {
        network.aws_vpc_endpoint = {
          secrets: {
            vpc_id: "${aws_vpc.net.id}",
            service_name: "com.amazonaws.eu-west-1.secretsmanager",
            vpc_endpoint_type: "Interface",
            subnet_ids: ["${aws_subnet.app_a.id}"],
            security_group_ids: ["${aws_security_group.endpoint.id}"],
          },
        };
        Object.assign(network.aws_security_group ?? {}, { endpoint: { vpc_id: "${aws_vpc.net.id}" } });
        if (!isLetIn) return;
        Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
          endpoint_from_web: tcpRule("endpoint", 443, groupPeer("web")),
        });
      });
    expect(openPairs(withInterface(true))).toEqual([...everything, "web → secrets 443"]);
    expect(openPairs(withInterface(false))).toEqual(everything);
  });
});

describe("what stands in the network", () => {
  it("an Auto Scaling group, by its launch template, listening where its target group sends", () => {
    const reach = reachOf(({ app }) => {
      delete app.aws_ecs_service;
      Object.assign(app, instances({ vpc_security_group_ids: [output("web_group_id")] }));
    });
    expect(openPairs(reach)).toEqual(everything);
  });

  it("one with its groups on the template's network interface, and a public address if that says so", () => {
    const reach = reachOf(({ network, app }) => {
      delete app.aws_ecs_service;
      const network_interfaces = [
        { security_groups: [output("web_group_id")], associate_public_ip_address: "true" },
      ];
      Object.assign(app, instances({ network_interfaces }, "public_subnet_ids"));
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        web_from_world: tcpRule("web", 8080, { cidr_ipv4: "0.0.0.0/0" }),
      });
    });
    expect(openPairs(reach)).toContain("internet → web 8080");
  });

  it("an Auto Scaling group whose health check asks another port listens there too", () => {
    const reach = reachOf(({ network, app }) => {
      delete app.aws_ecs_service;
      const health_check = { port: "9000", path: "/" };
      Object.assign(app, instances({ vpc_security_group_ids: [output("web_group_id")] }));
      app.aws_lb_target_group = { web: { port: 8080, health_check } };
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        web_health: tcpRule("web", 9000, groupPeer("lb")),
      });
      Object.assign(network.aws_vpc_security_group_egress_rule ?? {}, {
        lb_health: tcpRule("lb", 9000, groupPeer("web")),
      });
    });
    expect(openPairs(reach)).toContain("balancer → web 8080, 9000");
  });

  it("Aurora's instances, each in its own zone, with the cluster's groups and port", () => {
    const reach = reachOf(({ app }) => {
      delete app.aws_db_instance;
      app.aws_rds_cluster = {
        cluster: {
          engine: "aurora-mysql",
          db_subnet_group_name: "${aws_db_subnet_group.data.name}",
          vpc_security_group_ids: [output("db_group_id")],
        },
      };
      const cluster_identifier = "${aws_rds_cluster.cluster.id}";
      app.aws_rds_cluster_instance = {
        writer: { cluster_identifier, availability_zone: "z-a" },
        reader: { cluster_identifier, availability_zone: "z-b" },
      };
    });
    expect(openPairs(reach)).toEqual([...without("web → db 3306"), "web → writer 3306", "web → reader 3306"]);
    expect(reach.ends.find(({ name }) => name === "writer")?.subnets).toEqual(["data_a"]);
    expect(reach.ends.find(({ name }) => name === "reader")?.subnets).toEqual(["data_b"]);
  });

  it("a cache and a file system, on their own ports", () => {
    const reach = reachOf(({ network, app, outputs }) => {
      outputs.data_b_id = "${aws_subnet.data_b.id}";
      app.aws_elasticache_subnet_group = { data: { subnet_ids: output("data_subnet_ids") } };
      app.aws_elasticache_cluster = {
        cache: {
          engine: "memcached",
          subnet_group_name: "${aws_elasticache_subnet_group.data.name}",
          security_group_ids: [output("db_group_id")],
        },
      };
      app.aws_efs_file_system = { files: {}, unmounted: {} };
      const file_system_id = "${aws_efs_file_system.files.id}";
      app.aws_efs_mount_target = {
        a: {
          file_system_id,
          subnet_id: `\${element(${output("data_subnet_ids").slice(2, -1)}, 0)}`,
          security_groups: [output("db_group_id")],
        },
        b: { file_system_id, subnet_id: output("data_b_id"), security_groups: [output("db_group_id")] },
      };
      for (const port of [11_211, 2049]) {
        Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
          [`db_${port}`]: tcpRule("db", port, groupPeer("web")),
        });
        Object.assign(network.aws_vpc_security_group_egress_rule ?? {}, {
          [`web_${port}`]: tcpRule("web", port, groupPeer("db")),
        });
      }
    });
    expect(openPairs(reach)).toEqual([...everything, "web → cache 11211", "web → files 2049"]);
    expect(reach.ends.find(({ name }) => name === "files")?.subnets).toEqual(["data_a", "data_b"]);
    expect(reach.ends.map(({ name }) => name)).not.toContain("unmounted");
  });

  it("a function with a VPC, which only asks; one without is in no network of ours", () => {
    const reach = reachOf(({ app }) => {
      app.aws_lambda_function = {
        inside: {
          vpc_config: {
            subnet_ids: output("app_subnet_ids"),
            security_group_ids: [output("web_group_id")],
          },
        },
        outside: {},
      };
    });
    expect(openPairs(reach)).toEqual([...everything, "inside → internet 443", "inside → db 3306"]);
    expect(reach.ends.map(({ name }) => name)).not.toContain("outside");
  });

  it("has its type before its name where two things have the same", () => {
    const reach = reachOf(({ app }) => {
      app.aws_lambda_function = {
        web: {
          vpc_config: { subnet_ids: output("app_subnet_ids"), security_group_ids: [output("web_group_id")] },
        },
      };
    });
    expect(reach.ends.map(({ name }) => name)).toEqual([
      "internet",
      "balancer",
      "ecs_service.web",
      "lambda_function.web",
      "db",
    ]);
  });
});

describe("what is open in vain", () => {
  it("is nothing in a system whose every rule is needed", () => {
    expect(unusedRules(reachOf())).toEqual([]);
  });

  it("is a rule of a group that nothing holds, or to such a group", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_security_group ?? {}, { spare: { vpc_id: "${aws_vpc.net.id}" } });
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        spare: tcpRule("spare", 22, { cidr_ipv4: "0.0.0.0/0" }),
        db_from_spare: tcpRule("db", 3306, groupPeer("spare")),
      });
    });
    expect(openPairs(reach)).toEqual(everything);
    expect(unusedRules(reach)).toEqual([
      "db in 3306 from spare: nothing holds spare",
      "spare in 22 from 0.0.0.0/0: nothing holds spare",
    ]);
    expect(reach.groupsWithoutHolder).toEqual(["spare"]);
  });

  it("is a rule whose other end stays closed", () => {
    const reach = reachOf(({ network }) => delete network.aws_vpc_security_group_egress_rule?.lb_to_web);
    expect(unusedRules(reach)).toEqual(["web in 8080 from lb: nothing can come from there"]);
  });

  it("is the rest of a range of ports of which few are listened on", () => {
    const reach = reachOf(({ network }) => {
      Object.assign(network.aws_vpc_security_group_ingress_rule ?? {}, {
        web_from_lb: tcpRule("web", 8000, groupPeer("lb"), 9000),
      });
    });
    expect(openPairs(reach)).toEqual(everything);
    expect(unusedRules(reach)).toEqual(["web in 8000-9000 from lb: only 8080 is listened on"]);
  });

  it("tells which groups' holders may start nothing", () => {
    expect(reachOf().groupsWithoutEgress).toEqual(["db"]);
  });
});

function instances(template: Record<string, unknown>, subnets = "app_subnet_ids") {
  return {
    aws_launch_template: { web: template },
    aws_autoscaling_group: {
      web: {
        vpc_zone_identifier: output(subnets),
        launch_template: { id: "${aws_launch_template.web.id}", version: "1" },
        target_group_arns: ["${aws_lb_target_group.web.arn}"],
      },
    },
    aws_lb_target_group: { web: { port: 8080 } },
  } satisfies ReturnType<typeof smallSystem>["app"];
}
