import { describe, expect, it } from "vitest";
import { securityRules } from "../../support/security-rules";
import { type StackDocument, synthesized, type VariantName, variantNames } from "../../support/synthesized";

const networking = (variant: VariantName): StackDocument =>
  synthesized(variant).stack("directory-networking");

/** D3, written out. */
const functionRules = [
  "database in tcp 3306 <- lambda",
  "endpoint in tcp 443 <- lambda",
  "lambda in tcp 443 <- endpoint",
  "lambda out tcp 3306 -> database",
  "lambda out tcp 443 -> endpoint",
];
const pageRules = [
  "alb in tcp 443 <- 0.0.0.0/0",
  "alb in tcp 80 <- 0.0.0.0/0",
  "alb out tcp 80 -> containers",
  "containers in tcp 80 <- alb",
  "containers out any all -> 0.0.0.0/0",
];
const privatePullRules = [
  "containers out tcp 443 -> ${aws_vpc_endpoint.s3.prefix_list_id}",
  "containers out tcp 443 -> endpoint",
  "endpoint in tcp 443 <- containers",
];

describe("the VPC (D1)", () => {
  it.each(variantNames)("of %s resolves names, so that endpoints with private DNS work", (variant) => {
    expect(networking(variant).one("aws_vpc")).toMatchObject({
      cidr_block: synthesized(variant).settings.directory.network.cidr,
      enable_dns_support: true,
      enable_dns_hostnames: true,
    });
  });

  it.each(variantNames)("of %s has a public, an app and a data subnet in each zone", (variant) => {
    const { availabilityZones } = synthesized(variant).settings.directory.network;
    const subnets = networking(variant)
      .all("aws_subnet")
      .map(({ args }) => `${args.availability_zone} ${args.cidr_block}`)
      .sort();
    const expected = availabilityZones
      .flatMap(({ name, publicCidr, appCidr, dataCidr }) =>
        [publicCidr, appCidr, dataCidr].map((cidr) => `${name} ${cidr}`),
      )
      .sort();
    expect(subnets).toEqual(expected);
  });

  it.each(variantNames)("of %s gives no instance a public address by itself", (variant) => {
    for (const { args } of networking(variant).all("aws_subnet"))
      expect(args.map_public_ip_on_launch).toBe(false);
  });

  it("spans three zones when three are given", () => {
    expect(networking("narrow").all("aws_subnet")).toHaveLength(9);
  });

  it.each(variantNames)("of %s has an empty default security group", (variant) => {
    const group = networking(variant).one("aws_default_security_group");
    expect(group.ingress).toBeUndefined();
    expect(group.egress).toBeUndefined();
  });
});

describe("routes", () => {
  const routesOf = (variant: VariantName) =>
    networking(variant)
      .all("aws_route")
      .map(({ args }) => [
        tableName(args.route_table_id),
        args.destination_cidr_block,
        args.gateway_id ?? args.nat_gateway_id,
      ])
      .sort();
  const tableName = (reference: string) => /aws_route_table\.network_(\w+)_routes/.exec(reference)?.[1];

  it("of dev leave both app subnets through one NAT gateway", () => {
    expect(routesOf("dev")).toEqual([
      ["app_a", "0.0.0.0/0", "${aws_nat_gateway.network_nat_a.id}"],
      ["app_b", "0.0.0.0/0", "${aws_nat_gateway.network_nat_a.id}"],
      ["public", "0.0.0.0/0", "${aws_internet_gateway.network_internet.id}"],
    ]);
  });

  it("of prod leave each app subnet through its own zone's NAT gateway", () => {
    expect(routesOf("prod")).toEqual([
      ["app_a", "0.0.0.0/0", "${aws_nat_gateway.network_nat_a.id}"],
      ["app_b", "0.0.0.0/0", "${aws_nat_gateway.network_nat_b.id}"],
      ["public", "0.0.0.0/0", "${aws_internet_gateway.network_internet.id}"],
    ]);
    const nats = networking("prod").all("aws_nat_gateway");
    expect(nats.map(({ args }) => args.subnet_id)).toEqual([
      "${aws_subnet.network_public_a.id}",
      "${aws_subnet.network_public_b.id}",
    ]);
    for (const { args } of nats) expect(args.depends_on).toEqual(["aws_internet_gateway.network_internet"]);
  });

  it("with egress endpoints have no NAT gateway and no address to pay for", () => {
    expect(routesOf("full")).toEqual([
      ["public", "0.0.0.0/0", "${aws_internet_gateway.network_internet.id}"],
    ]);
    expect(networking("full").has("aws_nat_gateway")).toBe(false);
    expect(networking("full").has("aws_eip")).toBe(false);
  });

  it.each(variantNames)("of %s: every data subnet is on the table without any route", (variant) => {
    const stack = networking(variant);
    const dataTables = stack
      .all("aws_route_table_association")
      .filter(({ args }) => args.subnet_id.includes("network_data_"))
      .map(({ args }) => args.route_table_id);
    expect(dataTables).toHaveLength(synthesized(variant).settings.directory.network.availabilityZones.length);
    expect(new Set(dataTables)).toEqual(new Set(["${aws_route_table.network_data_routes.id}"]));
    expect(stack.one("aws_route_table.network_data_routes").route).toBeUndefined();
    expect(stack.all("aws_route").filter(({ args }) => args.route_table_id.includes("network_data"))).toEqual(
      [],
    );
  });
});

describe("security groups (D3)", () => {
  it.each(variantNames)("of %s are five, and none has a rule inside", (variant) => {
    const groups = networking(variant).all("aws_security_group");
    expect(groups.map(({ name }) => name).sort()).toEqual([
      "alb",
      "containers",
      "database",
      "endpoint",
      "lambda",
    ]);
    for (const { args } of groups) {
      expect(args.ingress).toBeUndefined();
      expect(args.egress).toBeUndefined();
    }
  });

  it.each(["dev", "prod"] as const)("of %s have exactly the rules of D3", (variant) => {
    expect(securityRules(networking(variant))).toEqual([...functionRules, ...pageRules].sort());
  });

  it("let containers reach the endpoints and S3 where they have no NAT", () => {
    expect(securityRules(networking("full"))).toEqual(
      [...functionRules, ...pageRules, ...privatePullRules].sort(),
    );
  });

  it("let in only the ranges given, on the container's port, and containers out to nothing but the endpoints", () => {
    expect(securityRules(networking("narrow"))).toEqual(
      [
        ...functionRules,
        ...privatePullRules,
        "alb in tcp 443 <- 198.51.100.0/24",
        "alb in tcp 443 <- 203.0.113.0/24",
        "alb in tcp 80 <- 198.51.100.0/24",
        "alb in tcp 80 <- 203.0.113.0/24",
        "alb out tcp 8080 -> containers",
        "containers in tcp 8080 <- alb",
      ].sort(),
    );
  });

  it.each(variantNames)(
    "of %s and their rules say what they are for, in the characters that EC2 takes",
    (variant) => {
      const stack = networking(variant);
      for (const { args } of [
        ...stack.all("aws_security_group"),
        ...stack.all("aws_vpc_security_group_ingress_rule"),
        ...stack.all("aws_vpc_security_group_egress_rule"),
      ]) {
        // ec2:CreateSecurityGroup; the provider checks the length only.
        expect(args.description).toMatch(/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{8,255}$/);
      }
    },
  );
});

describe("endpoints (D2)", () => {
  const services = (variant: VariantName) =>
    networking(variant)
      .all("aws_vpc_endpoint")
      .map(({ args }) => `${args.vpc_endpoint_type} ${args.service_name}`)
      .sort();

  it("reach Secrets Manager privately whatever the egress", () => {
    expect(services("dev")).toEqual(["Interface com.amazonaws.eu-west-1.secretsmanager"]);
    expect(services("prod")).toEqual(["Interface com.amazonaws.eu-west-1.secretsmanager"]);
  });

  it("are all that a private task needs when there is no NAT", () => {
    expect(services("full")).toEqual([
      "Gateway com.amazonaws.eu-central-1.s3",
      "Interface com.amazonaws.eu-central-1.ecr.api",
      "Interface com.amazonaws.eu-central-1.ecr.dkr",
      "Interface com.amazonaws.eu-central-1.logs",
      "Interface com.amazonaws.eu-central-1.secretsmanager",
    ]);
  });

  it.each(variantNames)(
    "of %s lie in every app subnet, with private DNS and the endpoint group",
    (variant) => {
      const zones = synthesized(variant).settings.directory.network.availabilityZones.map(({ name }) =>
        name.slice(-1),
      );
      for (const { args } of networking(variant).all("aws_vpc_endpoint")) {
        if (args.vpc_endpoint_type === "Gateway") {
          expect(args.route_table_ids).toEqual(
            zones.map((zone) => `\${aws_route_table.network_app_${zone}_routes.id}`),
          );
          continue;
        }
        expect(args).toMatchObject({
          private_dns_enabled: true,
          security_group_ids: ["${aws_security_group.endpoint.id}"],
          subnet_ids: zones.map((zone) => `\${aws_subnet.network_app_${zone}.id}`),
        });
      }
    },
  );

  it.each(variantNames)("of %s each pass only the actions that the directory needs", (variant) => {
    for (const { name, args } of networking(variant).all("aws_vpc_endpoint")) {
      const actions = JSON.parse(args.policy).Statement.flatMap(
        (statement: { Action: string[] }) => statement.Action,
      );
      expect(actions.sort()).toEqual(endpointActions[name]);
    }
  });

  it("pass the directory's own secrets and image layers only, within one account", () => {
    const stack = networking("full");
    const statements = (name: string) => JSON.parse(stack.one(`aws_vpc_endpoint.${name}`).policy).Statement;
    expect(statements("secretsmanager")).toEqual([
      {
        Sid: "DirectorySecrets",
        Effect: "Allow",
        Principal: "*",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
        Resource: [
          "arn:aws:secretsmanager:eu-central-1:*:secret:directory-full-*",
          "arn:aws:secretsmanager:eu-central-1:*:secret:rds!db-*",
        ],
        Condition: { StringEquals: { "aws:ResourceAccount": "$${aws:PrincipalAccount}" } },
      },
    ]);
    expect(statements("s3")).toMatchObject([
      { Resource: ["arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*"] },
    ]);
  });
});

const pull = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetAuthorizationToken",
  "ecr:GetDownloadUrlForLayer",
];
const endpointActions: Record<string, string[]> = {
  secretsmanager: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
  ecr_api: pull,
  ecr_dkr: pull,
  logs: ["logs:CreateLogStream", "logs:PutLogEvents"],
  s3: ["s3:GetObject"],
};
