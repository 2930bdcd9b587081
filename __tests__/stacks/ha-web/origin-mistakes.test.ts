import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { MemcachedCluster } from "../../../modules/memcached-cluster";
import { type StackDocument, synthesized, type VariantName, variantNames } from "../../support/synthesized";

/**
 * What the workshop that this system comes from got wrong, one test a mistake. Those of its boot script are held by the
 * boot's own tests.
 */
const stack = (variant: VariantName, layer: string): StackDocument =>
  synthesized(variant).stack(`ha-web-${layer}`);
const everything = (variant: VariantName) =>
  ["networking", "data", "compute"].map((layer) => stack(variant, layer));

describe("the origin's mistakes", () => {
  it("both application route tables through NAT gateway A: each zone has its own in prod", () => {
    for (const variant of ["prod", "full"] as const) {
      const networking = stack(variant, "networking");
      const letters = synthesized(variant).settings.haWeb.network.availabilityZones.map(({ name }) =>
        name.slice(-1),
      );
      for (const letter of letters) {
        expect(networking.one(`aws_route.network_app_${letter}_nat`)).toMatchObject({
          route_table_id: `\${aws_route_table.network_app_${letter}_routes.id}`,
          destination_cidr_block: "0.0.0.0/0",
          nat_gateway_id: `\${aws_nat_gateway.network_nat_${letter}.id}`,
        });
        expect(networking.one(`aws_nat_gateway.network_nat_${letter}`).subnet_id).toBe(
          `\${aws_subnet.network_public_${letter}.id}`,
        );
      }
    }
  });

  it.each([
    ["database", 3306],
    ["cache", 11211],
    ["filesystem", 2049],
  ])("client groups without egress: clients of the %s are let out and in", (server, port) => {
    for (const variant of variantNames) {
      const networking = stack(variant, "networking");
      const id = (name: string) => `\${aws_security_group.${name}.id}`;
      expect(
        networking.one(`aws_vpc_security_group_egress_rule.${server}_client_to_${server}_${port}`),
      ).toMatchObject({
        security_group_id: id(`${server}_client`),
        referenced_security_group_id: id(server),
        from_port: port,
        to_port: port,
      });
      expect(
        networking.one(`aws_vpc_security_group_ingress_rule.${server}_from_${server}_client_${port}`),
      ).toMatchObject({
        security_group_id: id(server),
        referenced_security_group_id: id(`${server}_client`),
        from_port: port,
        to_port: port,
      });
    }
  });

  it.each(variantNames)("passwords in user data and state: no layer of %s holds one", (variant) => {
    for (const layer of everything(variant)) {
      expect(layer.text).not.toMatch(/"(?:master_password|master_password_wo|password|secret_string)":/);
    }
    expect(stack(variant, "data").one("aws_rds_cluster").manage_master_user_password).toBe(true);
    const { user_data } = stack(variant, "compute").one("aws_launch_template");
    expect(user_data).toContain("outputs.master_secret_arn");
    // Neither is the secret's value read by Terraform on the way.
    expect(Object.keys(stack(variant, "compute").json.data)).toEqual(["terraform_remote_state"]);
  });

  it.each(variantNames)(
    "shell text with values pasted in: user data of %s writes files and starts a unit, no script",
    (variant) => {
      const { user_data } = stack(variant, "compute").one("aws_launch_template");
      expect(user_data).toMatch(/^\$\{base64gzip\("#cloud-config\\n\$\{jsonencode\(/);
      expect(user_data).not.toMatch(/#!|<<|EOF|VAR=/);
    },
  );

  it.each(variantNames)(
    "two zones given to Aurora: %s names none, so no plan replaces the cluster",
    (variant) => {
      expect(stack(variant, "data").one("aws_rds_cluster").availability_zones).toBeUndefined();
    },
  );

  it("no final snapshot: prod leaves one, of a name stable between plans and new for every cluster", () => {
    const data = stack("prod", "data");
    expect(data.one("aws_rds_cluster")).toMatchObject({
      skip_final_snapshot: false,
      final_snapshot_identifier: "ha-web-prod-final-${terraform_data.database_final_snapshot.id}",
    });
    expect(data.one("terraform_data").triggers_replace).toEqual({
      cluster_identifier: "ha-web-prod",
      database_name: "wordpress",
      kms_key_id: "${aws_kms_key.data.arn}",
      master_username: "admin",
    });
  });

  it.each([
    [1, ["eu-west-1a", "eu-west-1b"]],
    [2, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]],
    [1, ["eu-west-1a"]],
  ])("one cache node: %i in %j can't be built", (nodeCount, availabilityZones) => {
    const scope = new TerraformStack(Testing.app(), "demo");
    expect(
      () =>
        new MemcachedCluster(scope, "cache", {
          name: "demo",
          nodeType: "cache.t4g.micro",
          nodeCount,
          availabilityZones,
          subnetIds: ["subnet-1"],
          securityGroupId: "sg-1",
        }),
    ).toThrow(/cache demo has .* give it two zones or more and a node for each/);
  });

  it.each(variantNames)("a scaling policy commented out: %s scales by CPU", (variant) => {
    expect(stack(variant, "compute").one("aws_autoscaling_policy")).toMatchObject({
      autoscaling_group_name: "${aws_autoscaling_group.web.name}",
      policy_type: "TargetTrackingScaling",
      target_tracking_configuration: {
        predefined_metric_specification: { predefined_metric_type: "ASGAverageCPUUtilization" },
        target_value: synthesized(variant).settings.haWeb.scaling.cpuTargetPercent,
      },
    });
  });

  it.each(variantNames)("EFS unencrypted: %s is, on disk and on the way", (variant) => {
    const data = stack(variant, "data");
    expect(data.one("aws_efs_file_system")).toMatchObject({
      encrypted: true,
      kms_key_id: "${aws_kms_key.data.arn}",
    });
    const statements = JSON.parse(data.one("aws_efs_file_system_policy").policy).Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({
        Sid: "TlsOnly",
        Effect: "Deny",
        Action: expect.arrayContaining(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]),
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    );
  });

  it.each(variantNames)("no access point: %s has one, and no other way in", (variant) => {
    const data = stack(variant, "data");
    const statements = JSON.parse(data.one("aws_efs_file_system_policy").policy).Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({
        Sid: "AccessPointOnly",
        Effect: "Deny",
        Condition: {
          StringNotEquals: {
            "elasticfilesystem:AccessPointArn": "${aws_efs_access_point.files_access_point.arn}",
          },
        },
      }),
    );
    // Only refusals: nobody is let in whose own policy doesn't say so.
    expect(new Set(statements.map(({ Effect }: { Effect: string }) => Effect))).toEqual(new Set(["Deny"]));
  });

  it("a hard-coded AMI: EC2 looks the newest up, of the type's architecture, unless the settings name one", () => {
    const imageOf = (variant: VariantName) => stack(variant, "compute").one("aws_launch_template").image_id;
    const newest = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default";
    expect(imageOf("dev")).toBe(`${newest}-arm64`);
    expect(imageOf("prod")).toBe(`${newest}-arm64`);
    expect(imageOf("full")).toBe("ami-0123456789abcdef0");
  });

  it.each(variantNames)(
    "a launch configuration and $Latest: the group of %s follows a numbered version",
    (variant) => {
      const group = stack(variant, "compute").one("aws_autoscaling_group");
      expect(group.launch_configuration).toBeUndefined();
      expect(group.launch_template).toEqual({
        id: "${aws_launch_template.launch_template.id}",
        version: "${aws_launch_template.launch_template.latest_version}",
      });
    },
  );
});
