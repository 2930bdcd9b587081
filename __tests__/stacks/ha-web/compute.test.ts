import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { withoutComments } from "../../../stacks/ha-web/without-comments";
import { rolesOf } from "../../support/iam";
import { type StackDocument, synthesized, type VariantName, variantNames } from "../../support/synthesized";

const compute = (variant: VariantName): StackDocument => synthesized(variant).stack("ha-web-compute");
const template = (variant: VariantName) => compute(variant).one("aws_launch_template");
const group = (variant: VariantName) => compute(variant).one("aws_autoscaling_group");
const output = (layer: string, name: string) =>
  `\${data.terraform_remote_state.ha_web_${layer}.outputs.${name}}`;

/** What Terraform's expression refers to, in the order of its files: name in the stack's folder → place on the instance. */
const bootFiles = (variant: VariantName) =>
  [
    ...template(variant).user_data.matchAll(
      /"path" = "([^"]+)"[^}]*?"content" = file\("\$\{path\.module\}\/([^"]+)"\)/g,
    ),
  ].map(([, path, name]) => ({ path: path ?? "", name: name ?? "" }));

/** Terraform's `jsonencode`, which spells these three out. */
const asTerraformWrites = (value: unknown) =>
  JSON.stringify(value).replaceAll(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);

/** A text that can't be compressed much, the same each time. */
function random(length: number): string {
  return createHash("shake256", { outputLength: length })
    .update(String(length))
    .digest("base64")
    .slice(0, length);
}

describe("the load balancer (H6)", () => {
  it.each(variantNames)(
    "of %s is public, in the public subnets, and asks each instance for itself",
    (variant) => {
      expect(compute(variant).one("aws_lb")).toMatchObject({
        internal: false,
        subnets: output("networking", "public_subnet_ids"),
        security_groups: [output("networking", "alb_security_group_id")],
        drop_invalid_header_fields: true,
      });
      // A page that needs no database: a site that isn't installed yet passes it.
      expect(compute(variant).one("aws_lb_target_group")).toMatchObject({
        target_type: "instance",
        port: 80,
        health_check: { path: "/healthz", matcher: "200" },
        deregistration_delay: "60",
      });
    },
  );

  it("listens on 80 without a certificate, and only redirects there with one", () => {
    expect(compute("dev").one("aws_lb_listener").default_action).toMatchObject([{ type: "forward" }]);
    for (const variant of ["full", "narrow"] as const) {
      expect(
        compute(variant)
          .all("aws_lb_listener")
          .map(({ args }) => [args.port, args.default_action[0].type]),
      ).toEqual([
        [80, "redirect"],
        [443, "forward"],
      ]);
    }
    expect(compute("full").has("aws_acm_certificate")).toBe(true);
    expect(compute("narrow").has("aws_acm_certificate")).toBe(false);
  });

  it("is protected in prod", () => {
    expect(compute("prod").one("aws_lb").enable_deletion_protection).toBe(true);
    expect(compute("dev").one("aws_lb").enable_deletion_protection).toBe(false);
  });
});

describe("the launch template (H7)", () => {
  it.each(variantNames)("of %s gives out the role's credentials by IMDSv2 and one hop only", (variant) => {
    expect(template(variant).metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
  });

  it.each(variantNames)(
    "of %s has an encrypted root volume of the size given, and no key pair",
    (variant) => {
      expect(template(variant).block_device_mappings).toMatchObject([
        {
          ebs: {
            encrypted: "true",
            volume_type: "gp3",
            volume_size: synthesized(variant).settings.haWeb.instance.rootVolumeGib,
          },
        },
      ]);
      expect(template(variant).key_name).toBeUndefined();
    },
  );

  it.each(variantNames)(
    "of %s makes every instance web server and client of all three servers",
    (variant) => {
      expect(template(variant).vpc_security_group_ids).toEqual(
        ["web", "database_client", "cache_client", "filesystem_client"].map((name) =>
          output("networking", `${name}_security_group_id`),
        ),
      );
    },
  );

  it.each(variantNames)(
    "of %s marks instances, volumes and interfaces with all the default tags",
    (variant) => {
      const [provider] = compute(variant).json.provider.aws;
      const tags = {
        ...provider.default_tags[0].tags,
        Name: `ha-web-${synthesized(variant).settings.environment}-web`,
      };
      expect(template(variant).tag_specifications).toEqual(
        ["instance", "volume", "network-interface"].map((type) => ({ resource_type: type, tags })),
      );
      expect(
        Object.fromEntries(
          group(variant).tag.map(({ key, value }: { key: string; value: string }) => [key, value]),
        ),
      ).toEqual(tags);
      for (const tag of group(variant).tag) expect(tag.propagate_at_launch).toBe(true);
    },
  );
});

describe("the user data (H7)", () => {
  it.each(variantNames)(
    "of %s puts every file of the boot beside the stack, without its comments",
    (variant) => {
      const files = bootFiles(variant);
      expect(files.map(({ path }) => path)).toContain("/opt/ha-web/boot");
      for (const { name } of files) {
        expect(readFileSync(join(compute(variant).folder, name), "utf8")).toBe(
          withoutComments(name, readFileSync(join("instances/ha-web", name), "utf8")),
        );
      }
    },
  );

  it("carries every file of the boot's folder but its README", () => {
    const inFolder = readdirSync("instances/ha-web").filter((name) => name !== "README.md");
    expect(
      bootFiles("dev")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(inFolder.sort());
  });

  it("stays below the 16 KB that EC2 takes before base64, with the longest settings there can be", () => {
    const longest: Record<string, string> = {
      siteUrl: `https://${random(253)}`,
      siteTitle: random(300),
      adminUser: random(60),
      adminEmail: random(100),
      databaseHost: random(100),
      databaseSecretArn: random(150),
      cacheEndpoint: random(80),
    };
    const write_files = bootFiles("dev").map(({ path, name }) => ({
      content: readFileSync(join(compute("dev").folder, name), "utf8"),
      owner: "root:root",
      path,
      permissions: "0644",
    }));
    const document = asTerraformWrites({ runcmd: [], write_files, settings: asTerraformWrites(longest) });
    expect(gzipSync(`#cloud-config\n${document}\n`).length).toBeLessThan(16 * 1024);
  });

  it.each(variantNames)(
    "of %s tells the boot this site's settings, and no secret but where it is kept",
    (variant) => {
      const { settings } = synthesized(variant);
      const { site } = settings.haWeb;
      const json = /\/etc\/ha-web\/site\.json".*jsonencode\((\{.*?\})\)\}\], "runcmd"/.exec(
        template(variant).user_data,
      )?.[1];
      const told = JSON.parse((json ?? "").replaceAll('" = ', '": '));
      expect(told).toEqual({
        siteUrl:
          variant === "full" || variant === "narrow"
            ? "https://blog.example.com"
            : "http://${aws_lb.load_balancer.dns_name}",
        siteTitle: site.title,
        adminUser: site.adminUser,
        adminEmail: site.adminEmail,
        wordpressVersion: site.wordpressVersion,
        databaseHost: output("data", "database_endpoint"),
        databaseName: output("data", "database_name"),
        databaseSecretArn: output("data", "master_secret_arn"),
        cacheEndpoint: output("data", "cache_endpoint"),
        fileSystemId: output("data", "file_system_id"),
        accessPointId: output("data", "access_point_id"),
        region: settings.region,
        autoScalingGroupName: `ha-web-${settings.environment}`,
        lifecycleHookName: "boot",
      });
    },
  );

  it("runs the boot without a shell, now and at every start", () => {
    expect(template("dev").user_data).toContain(
      '"runcmd" = [["systemctl", "daemon-reload"], ["systemctl", "enable", "--now", "ha-web-boot.service"]]',
    );
  });
});

describe("the instances' role (H7)", () => {
  it.each(variantNames)("of %s can do what the boot does and open sessions, and nothing more", (variant) => {
    const { region, environment } = synthesized(variant).settings;
    expect(rolesOf(compute(variant))).toEqual({
      instance_role: {
        trust: ['Allow {"Service":["ec2.amazonaws.com"]} sts:AssumeRole'],
        grants: [
          `Allow secretsmanager:GetSecretValue on ${output("data", "master_secret_arn")}`,
          `Allow kms:Decrypt on ${output("data", "data_key_arn")} if {"StringEquals":{"kms:ViaService":"secretsmanager.${region}.amazonaws.com"}}`,
          `Allow elasticfilesystem:ClientMount elasticfilesystem:ClientWrite on ${output("data", "file_system_arn")} if {"StringEquals":{"elasticfilesystem:AccessPointArn":"${output("data", "access_point_arn")}"}}`,
          `Allow autoscaling:CompleteLifecycleAction autoscaling:SetInstanceHealth on arn:aws:autoscaling:${region}:*:autoScalingGroup:*:autoScalingGroupName/ha-web-${environment}`,
          "Allow ssm:UpdateInstanceInformation ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *",
        ],
        managedPolicies: [],
      },
    });
  });

  it("is on the instances", () => {
    expect(template("dev").iam_instance_profile).toEqual({
      arn: "${aws_iam_instance_profile.instance_role_profile.arn}",
    });
    expect(compute("dev").one("aws_iam_instance_profile").role).toBe("${aws_iam_role.instance_role.name}");
  });
});

describe("the Auto Scaling group (H8)", () => {
  it.each(variantNames)("of %s spreads over the application subnets, between the limits given", (variant) => {
    const { scaling } = synthesized(variant).settings.haWeb;
    expect(group(variant)).toMatchObject({
      vpc_zone_identifier: output("networking", "app_subnet_ids"),
      min_size: scaling.minCount,
      max_size: scaling.maxCount,
      desired_capacity: scaling.desiredCount,
      lifecycle: { ignore_changes: ["desired_capacity"] },
    });
  });

  it.each(variantNames)(
    "of %s counts an instance when its boot says so and the load balancer agrees",
    (variant) => {
      const { initial_lifecycle_hook, ...rest } = group(variant);
      expect(rest).toMatchObject({
        health_check_type: "ELB",
        target_group_arns: ["${aws_lb_target_group.load_balancer_targets.arn}"],
        min_elb_capacity: synthesized(variant).settings.haWeb.scaling.minCount,
        wait_for_capacity_timeout: "30m",
      });
      expect(initial_lifecycle_hook).toEqual([
        {
          name: "boot",
          lifecycle_transition: "autoscaling:EC2_INSTANCE_LAUNCHING",
          default_result: "ABANDON",
          heartbeat_timeout: 1500,
        },
      ]);
    },
  );

  it("gives a boot longer than the boot gives itself", () => {
    const unit = readFileSync("instances/ha-web/ha-web-boot.service", "utf8");
    const [, minutes] = /^TimeoutStartSec=(\d+)min$/m.exec(unit) ?? [];
    expect(Number(minutes)).toBeGreaterThan(0);
    expect(group("dev").initial_lifecycle_hook[0].heartbeat_timeout).toBeGreaterThan(Number(minutes) * 60);
  });

  it.each(variantNames)("of %s replaces an instance only when its successor serves", (variant) => {
    const healthy = { min_healthy_percentage: 100, max_healthy_percentage: 200 };
    expect(group(variant).instance_maintenance_policy).toEqual(healthy);
    expect(group(variant).instance_refresh).toMatchObject({ strategy: "Rolling", preferences: healthy });
  });

  it("has a failed refresh rolled back where AWS can: with an image by id, not by alias", () => {
    expect(group("full").instance_refresh.preferences.auto_rollback).toBe(true);
    // AWS refuses a rollback of a template that names its image by an alias.
    expect(template("prod").image_id).toMatch(/^resolve:ssm:/);
    expect(group("prod").instance_refresh.preferences.auto_rollback).toBe(false);
  });

  it("waits for its role's rights and for the listener", () => {
    expect(group("dev").depends_on).toEqual([
      "aws_iam_role_policy.instance_role_policy",
      "aws_lb_listener.load_balancer_http",
    ]);
    expect(group("full").depends_on).toContain("aws_lb_listener.load_balancer_https");
  });
});

describe("alarms and dashboard (C8)", () => {
  it.each(variantNames)("of %s ring when nobody sees the site, silence included", (variant) => {
    expect(compute(variant).one("aws_cloudwatch_metric_alarm.alarm_site_down")).toMatchObject({
      metric_name: "HealthyHostCount",
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      treat_missing_data: "breaching",
    });
    expect(
      compute(variant)
        .all("aws_cloudwatch_metric_alarm")
        .map(({ name }) => name),
    ).toEqual(["alarm_instances_cpu", "alarm_site_down", "alarm_site_errors", "alarm_site_unhealthy"]);
  });

  it("show the site from front to back on one page", () => {
    const { widgets } = JSON.parse(compute("dev").one("aws_cloudwatch_dashboard").dashboard_body);
    const namespaces = widgets.flatMap(({ properties }: { properties: { metrics: string[][] } }) =>
      properties.metrics.map(([namespace]) => namespace),
    );
    expect(new Set(namespaces)).toEqual(
      new Set(["AWS/ApplicationELB", "AWS/AutoScaling", "AWS/EC2", "AWS/RDS", "AWS/ElastiCache", "AWS/EFS"]),
    );
  });
});

describe("outputs (H9)", () => {
  it.each([
    ["dev", "http://${aws_lb.load_balancer.dns_name}"],
    ["full", "https://blog.example.com"],
    ["narrow", "https://blog.example.com"],
  ] as const)("of %s say where the site is", (variant, url) => {
    expect(compute(variant).outputs.site_url?.value).toBe(url);
  });
});
