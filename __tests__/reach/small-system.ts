import type { Arguments, LayerDocument } from "../../reach/layer-document";
import { type Reachability, reachabilityOf } from "../../reach/reachability";

type Blocks = Record<string, Record<string, Record<string, unknown>>>;

/** A system of two layers that a test may take something from or add something to, type by type and name by name. */
export interface SmallSystem {
  readonly network: Blocks;
  readonly app: Blocks;
  readonly outputs: Record<string, unknown>;
}

/**
 * Two zones. A public load balancer on port 80 asks web containers on 8080, those ask the database, and whatever is out
 * there on 443 through NAT, one in zone a for both.
 */
export function smallSystem(): SmallSystem {
  const vpc_id = "${aws_vpc.net.id}";
  const subnet = (zone: string, cidr_block: string) => ({ vpc_id, availability_zone: zone, cidr_block });
  const joined = (name: string, table: string) => ({
    subnet_id: `\${aws_subnet.${name}.id}`,
    route_table_id: `\${aws_route_table.${table}.id}`,
  });
  const toNat = (table: string) => ({
    route_table_id: `\${aws_route_table.${table}.id}`,
    destination_cidr_block: "0.0.0.0/0",
    nat_gateway_id: "${aws_nat_gateway.nat_a.id}",
  });
  return {
    network: {
      aws_vpc: { net: { cidr_block: "10.0.0.0/16" } },
      aws_subnet: {
        public_a: subnet("z-a", "10.0.0.0/24"),
        public_b: subnet("z-b", "10.0.1.0/24"),
        app_a: subnet("z-a", "10.0.2.0/24"),
        app_b: subnet("z-b", "10.0.3.0/24"),
        data_a: subnet("z-a", "10.0.4.0/24"),
        data_b: subnet("z-b", "10.0.5.0/24"),
      },
      aws_internet_gateway: { internet: { vpc_id } },
      aws_nat_gateway: {
        nat_a: { subnet_id: "${aws_subnet.public_a.id}", allocation_id: "${aws_eip.nat_a.allocation_id}" },
      },
      aws_eip: { nat_a: { domain: "vpc" } },
      aws_route_table: { public: { vpc_id }, app_a: { vpc_id }, app_b: { vpc_id } },
      aws_route_table_association: {
        public_a: joined("public_a", "public"),
        public_b: joined("public_b", "public"),
        app_a: joined("app_a", "app_a"),
        app_b: joined("app_b", "app_b"),
      },
      aws_route: {
        public: {
          route_table_id: "${aws_route_table.public.id}",
          destination_cidr_block: "0.0.0.0/0",
          gateway_id: "${aws_internet_gateway.internet.id}",
        },
        app_a: toNat("app_a"),
        app_b: toNat("app_b"),
      },
      aws_security_group: { lb: { vpc_id }, web: { vpc_id }, db: { vpc_id } },
      aws_vpc_security_group_ingress_rule: {
        lb_from_world: tcpRule("lb", 80, { cidr_ipv4: "0.0.0.0/0" }),
        web_from_lb: tcpRule("web", 8080, groupPeer("lb")),
        db_from_web: tcpRule("db", 3306, groupPeer("web")),
      },
      aws_vpc_security_group_egress_rule: {
        lb_to_web: tcpRule("lb", 8080, groupPeer("web")),
        web_to_db: tcpRule("web", 3306, groupPeer("db")),
        web_to_world: tcpRule("web", 443, { cidr_ipv4: "0.0.0.0/0" }),
      },
    },
    app: {
      aws_lb: {
        balancer: {
          load_balancer_type: "application",
          internal: false,
          subnets: output("public_subnet_ids"),
          security_groups: [output("lb_group_id")],
        },
      },
      aws_lb_listener: { http: { load_balancer_arn: "${aws_lb.balancer.arn}", port: 80 } },
      aws_ecs_service: {
        web: {
          task_definition: "${aws_ecs_task_definition.web.arn}",
          network_configuration: {
            assign_public_ip: false,
            subnets: output("app_subnet_ids"),
            security_groups: [output("web_group_id")],
          },
        },
      },
      aws_ecs_task_definition: {
        web: {
          network_mode: "awsvpc",
          container_definitions: JSON.stringify([{ portMappings: [{ containerPort: 8080 }] }]),
        },
      },
      aws_db_subnet_group: { data: { subnet_ids: output("data_subnet_ids") } },
      aws_db_instance: {
        db: {
          engine: "mysql",
          db_subnet_group_name: "${aws_db_subnet_group.data.name}",
          vpc_security_group_ids: [output("db_group_id")],
        },
      },
    },
    outputs: {
      public_subnet_ids: ["${aws_subnet.public_a.id}", "${aws_subnet.public_b.id}"],
      app_subnet_ids: ["${aws_subnet.app_a.id}", "${aws_subnet.app_b.id}"],
      data_subnet_ids: ["${aws_subnet.data_a.id}", "${aws_subnet.data_b.id}"],
      lb_group_id: "${aws_security_group.lb.id}",
      web_group_id: "${aws_security_group.web.id}",
      db_group_id: "${aws_security_group.db.id}",
    },
  };
}

/** A reference to an output of the network layer. */
export function output(name: string): string {
  return `\${data.terraform_remote_state.small_network.outputs.${name}}`;
}

/** A rule's arguments: TCP on one port, or on all from the first to the last. */
export function tcpRule(
  group: string,
  port: number,
  peer: Arguments,
  lastPort = port,
): Record<string, unknown> {
  return {
    security_group_id: `\${aws_security_group.${group}.id}`,
    ip_protocol: "tcp",
    from_port: port,
    to_port: lastPort,
    ...peer,
  };
}

export function groupPeer(group: string): Arguments {
  return { referenced_security_group_id: `\${aws_security_group.${group}.id}` };
}

/** What reach makes of the small system once a test has changed it. */
export function reachOf(change: (system: SmallSystem) => void = () => {}): Reachability {
  const system = smallSystem();
  change(system);
  const outputs = Object.entries(system.outputs).map(([name, value]) => [name, { value }]);
  return reachabilityOf([
    { stack: "small-network", json: { resource: system.network, output: Object.fromEntries(outputs) } },
    { stack: "small-app", json: { resource: system.app } },
  ] satisfies LayerDocument[]);
}
