import { describe, expect, it } from "vitest";
import { type StackDocument, synthesized, type VariantName, variantNames } from "../../support/synthesized";

const data = (variant: VariantName): StackDocument => synthesized(variant).stack("ha-web-data");
const cluster = (variant: VariantName) => data(variant).one("aws_rds_cluster");
const cache = (variant: VariantName) => data(variant).one("aws_elasticache_cluster");
const zonesOf = (variant: VariantName) =>
  synthesized(variant).settings.haWeb.network.availabilityZones.map(({ name }) => name);
const networkOutput = (name: string) => `\${data.terraform_remote_state.ha_web_networking.outputs.${name}}`;

describe("the database (H3)", () => {
  it.each(variantNames)(
    "of %s is Aurora MySQL 3 on a line with long-term support, and stays on it",
    (variant) => {
      expect(cluster(variant)).toMatchObject({
        engine: "aurora-mysql",
        engine_version: expect.stringMatching(/^8\.0\.mysql_aurora\.3\.10\.\d$/),
        database_name: "wordpress",
      });
      for (const { args } of data(variant).all("aws_rds_cluster_instance")) {
        expect(args.auto_minor_version_upgrade).toBe(false);
        expect(args.engine_version).toBe("${aws_rds_cluster.database.engine_version}");
      }
    },
  );

  it.each(variantNames)("of %s has a writer and a reader, in different zones, alike in size", (variant) => {
    const instances = data(variant).all("aws_rds_cluster_instance");
    expect(instances.map(({ args }) => args.availability_zone)).toEqual(zonesOf(variant).slice(0, 2));
    expect(new Set(instances.map(({ args }) => args.instance_class)).size).toBe(1);
  });

  it.each(variantNames)("of %s is private: data subnets, database group, no public address", (variant) => {
    expect(cluster(variant)).toMatchObject({
      db_subnet_group_name: "${aws_db_subnet_group.database_subnets.name}",
      vpc_security_group_ids: [networkOutput("database_security_group_id")],
    });
    expect(data(variant).one("aws_db_subnet_group").subnet_ids).toBe(networkOutput("data_subnet_ids"));
    for (const { args } of data(variant).all("aws_rds_cluster_instance"))
      expect(args.publicly_accessible).toBe(false);
  });

  it.each(variantNames)("of %s is encrypted at rest and refuses connections without TLS", (variant) => {
    expect(cluster(variant)).toMatchObject({
      storage_encrypted: true,
      kms_key_id: "${aws_kms_key.data.arn}",
      db_cluster_parameter_group_name: "${aws_rds_cluster_parameter_group.database_parameters.name}",
    });
    const { family, parameter } = data(variant).one("aws_rds_cluster_parameter_group");
    expect(family).toBe("aurora-mysql8.0");
    expect(parameter).toContainEqual({ name: "require_secure_transport", value: "ON" });
  });

  it.each(variantNames)("of %s has a master password that RDS keeps and no state sees", (variant) => {
    expect(cluster(variant)).toMatchObject({
      manage_master_user_password: true,
      master_user_secret_kms_key_id: "${aws_kms_key.data.arn}",
    });
    expect(data(variant).outputs.master_secret_arn?.value).toBe(
      "${aws_rds_cluster.database.master_user_secret[0].secret_arn}",
    );
  });

  it.each(variantNames)("of %s exports logs to groups made before it, with retention (C8)", (variant) => {
    const { environment, haWeb } = synthesized(variant).settings;
    const groups = data(variant).all("aws_cloudwatch_log_group");
    expect(groups.map(({ args }) => [args.name, args.retention_in_days])).toEqual([
      [`/aws/rds/cluster/ha-web-${environment}/error`, haWeb.logRetentionDays],
      [`/aws/rds/cluster/ha-web-${environment}/slowquery`, haWeb.logRetentionDays],
    ]);
    expect(cluster(variant).enabled_cloudwatch_logs_exports).toEqual(["error", "slowquery"]);
    expect(cluster(variant).depends_on).toEqual(groups.map(({ address }) => address));
  });

  it("of prod survives a slip and a bad week", () => {
    expect(cluster("prod")).toMatchObject({
      deletion_protection: true,
      backup_retention_period: 14,
      delete_automated_backups: false,
      copy_tags_to_snapshot: true,
    });
    for (const { args } of data("prod").all("aws_rds_cluster_instance")) {
      expect(args).toMatchObject({
        performance_insights_enabled: true,
        performance_insights_kms_key_id: "${aws_kms_key.data.arn}",
      });
    }
  });

  it("of dev goes without a fight", () => {
    expect(cluster("dev")).toMatchObject({
      deletion_protection: false,
      skip_final_snapshot: true,
      delete_automated_backups: true,
    });
    expect(data("dev").has("terraform_data")).toBe(false);
    expect(data("dev").one("aws_kms_key").lifecycle).toBeUndefined();
    expect(data("dev").one("aws_efs_file_system").lifecycle).toBeUndefined();
  });
});

describe("the cache (H4)", () => {
  it.each(variantNames)("of %s has its nodes in every zone, dealt out in turn", (variant) => {
    const { cache: plan } = synthesized(variant).settings.haWeb;
    const zones = cache(variant).preferred_availability_zones;
    expect(cache(variant)).toMatchObject({
      az_mode: "cross-az",
      num_cache_nodes: plan.nodeCount,
      port: 11211,
    });
    expect(zones).toHaveLength(plan.nodeCount);
    expect(new Set(zones)).toEqual(new Set(zonesOf(variant)));
  });

  it.each(variantNames)("of %s lies in the data subnets, with the cache's group", (variant) => {
    expect(cache(variant).security_group_ids).toEqual([networkOutput("cache_security_group_id")]);
    expect(data(variant).one("aws_elasticache_subnet_group").subnet_ids).toBe(
      networkOutput("data_subnet_ids"),
    );
  });

  it("is told by its configuration endpoint, not by a node that may go", () => {
    expect(data("dev").outputs.cache_endpoint?.value).toBe(
      "${aws_elasticache_cluster.cache.configuration_endpoint}",
    );
  });
});

describe("the files (H5)", () => {
  it.each(variantNames)("of %s can be mounted in every zone, by the file system's group", (variant) => {
    const targets = data(variant).all("aws_efs_mount_target");
    expect(targets.map(({ args }) => args.subnet_id)).toEqual(
      zonesOf(variant).map(
        (_, index) =>
          `\${element(data.terraform_remote_state.ha_web_networking.outputs.data_subnet_ids, ${index})}`,
      ),
    );
    for (const { args } of targets)
      expect(args.security_groups).toEqual([networkOutput("filesystem_security_group_id")]);
  });

  it.each(variantNames)("of %s are backed up", (variant) => {
    expect(data(variant).one("aws_efs_backup_policy").backup_policy).toEqual({ status: "ENABLED" });
  });

  it("belong to Apache whoever writes, below a folder of their own", () => {
    expect(data("dev").one("aws_efs_access_point")).toMatchObject({
      posix_user: { uid: 48, gid: 48 },
      root_directory: {
        path: "/wordpress",
        creation_info: { owner_uid: 48, owner_gid: 48, permissions: "0750" },
      },
    });
  });

  it("of prod can't be destroyed by a slip, nor can the key that snapshots need", () => {
    expect(data("prod").one("aws_efs_file_system").lifecycle).toEqual({ prevent_destroy: true });
    expect(data("prod").one("aws_kms_key").lifecycle).toEqual({ prevent_destroy: true });
  });
});

describe("outputs (H9)", () => {
  it.each(variantNames)(
    "of %s are there when the database answers and every zone can mount (H8)",
    (variant) => {
      const { outputs } = data(variant);
      const letters = zonesOf(variant).map((zone) => zone.slice(-1));
      for (const output of Object.values(outputs)) {
        expect(output.depends_on).toEqual([
          "aws_rds_cluster_instance.database_instance_a",
          "aws_rds_cluster_instance.database_instance_b",
          ...letters.map((letter) => `aws_efs_mount_target.files_mount_${letter}`),
        ]);
      }
    },
  );

  it("name the database, its writer, the files and the user, never the password", () => {
    const outputNamed = (name: string) => data("dev").outputs[name]?.value;
    expect(outputNamed("database_name")).toBe("wordpress");
    expect(outputNamed("database_endpoint")).toBe("${aws_rds_cluster.database.endpoint}");
    expect(outputNamed("file_system_id")).toBe("${aws_efs_file_system.files.id}");
    expect(outputNamed("database_user")).toBe("admin");
    expect(Object.keys(data("dev").outputs).filter((name) => name.includes("password"))).toEqual([]);
  });
});

describe("alarms (C8)", () => {
  it.each(variantNames)("of %s watch this database and this cache", (variant) => {
    expect(
      data(variant)
        .all("aws_cloudwatch_metric_alarm")
        .map(({ args }) => [args.namespace, args.metric_name, Object.values(args.dimensions)]),
    ).toEqual([
      ["AWS/ElastiCache", "CPUUtilization", [cache(variant).cluster_id]],
      ["AWS/RDS", "CPUUtilization", [cluster(variant).cluster_identifier]],
      ["AWS/RDS", "FreeableMemory", [cluster(variant).cluster_identifier]],
    ]);
  });

  it("tell the topics that the settings name, and nobody by default", () => {
    for (const { args } of data("full").all("aws_cloudwatch_metric_alarm"))
      expect(args.alarm_actions).toEqual(["arn:aws:sns:eu-central-1:123456789012:ops"]);
    for (const { args } of data("dev").all("aws_cloudwatch_metric_alarm"))
      expect(args.alarm_actions).toBeUndefined();
  });
});
