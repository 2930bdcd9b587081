import { describe, expect, it } from "vitest";
import {
  type StackDocument,
  synthesized,
  synthesizeInto,
  type VariantName,
  variantNames,
} from "../../support/synthesized";

const data = (variant: VariantName): StackDocument => synthesized(variant).stack("directory-data");
const database = (variant: VariantName) => data(variant).one("aws_db_instance");

describe("the database (D4)", () => {
  it.each(variantNames)("of %s is private: data subnets, database group, no public address", (variant) => {
    expect(database(variant)).toMatchObject({
      publicly_accessible: false,
      db_subnet_group_name: "${aws_db_subnet_group.database_subnets.name}",
      vpc_security_group_ids: [
        "${data.terraform_remote_state.directory_networking.outputs.database_security_group_id}",
      ],
    });
    expect(data(variant).one("aws_db_subnet_group").subnet_ids).toBe(
      "${data.terraform_remote_state.directory_networking.outputs.data_subnet_ids}",
    );
  });

  it.each(variantNames)("of %s is MySQL 8.4, encrypted with the directory's key", (variant) => {
    expect(database(variant)).toMatchObject({
      engine: "mysql",
      engine_version: "8.4",
      storage_encrypted: true,
      kms_key_id: "${aws_kms_key.data.arn}",
      copy_tags_to_snapshot: true,
    });
    expect(data(variant).one("aws_kms_key").enable_key_rotation).toBe(true);
  });

  it.each(variantNames)("of %s refuses connections without TLS", (variant) => {
    const { family, parameter } = data(variant).one("aws_db_parameter_group");
    expect(family).toBe("mysql8.4");
    expect(parameter).toContainEqual({ name: "require_secure_transport", value: "1" });
    expect(database(variant).parameter_group_name).toBe("${aws_db_parameter_group.database_parameters.name}");
  });

  it.each(variantNames)("of %s has a master password that RDS keeps and no state sees", (variant) => {
    expect(database(variant)).toMatchObject({
      manage_master_user_password: true,
      master_user_secret_kms_key_id: "${aws_kms_key.data.arn}",
    });
    expect(database(variant).password).toBeUndefined();
    expect(database(variant).password_wo).toBeUndefined();
  });

  it("of prod survives a zone, a slip and a bad week", () => {
    expect(database("prod")).toMatchObject({
      multi_az: true,
      deletion_protection: true,
      backup_retention_period: 14,
      delete_automated_backups: false,
      skip_final_snapshot: false,
      performance_insights_enabled: true,
      performance_insights_kms_key_id: "${aws_kms_key.data.arn}",
      enabled_cloudwatch_logs_exports: ["error", "slowquery"],
    });
  });

  it("of prod leaves a final snapshot whose name is stable between plans and new for every database", () => {
    expect(database("prod").final_snapshot_identifier).toBe(
      "directory-prod-final-${terraform_data.database_final_snapshot.id}",
    );
    // The id lives as long as what replaces the database stays the same.
    expect(data("prod").one("terraform_data").triggers_replace).toEqual({
      db_name: "directory",
      identifier: "directory-prod",
      kms_key_id: "${aws_kms_key.data.arn}",
      username: "admin",
    });
  });

  it.each([
    ["prod", { prevent_destroy: true }],
    ["dev", undefined],
  ] as const)("of %s keeps the key as long as snapshots may need it", (variant, lifecycle) => {
    expect(data(variant).one("aws_kms_key").lifecycle).toEqual(lifecycle);
  });

  it("of dev is cheap and goes without a fight", () => {
    expect(database("dev")).toMatchObject({
      instance_class: "db.t4g.micro",
      multi_az: false,
      deletion_protection: false,
      skip_final_snapshot: true,
      delete_automated_backups: true,
      performance_insights_enabled: false,
    });
    expect(database("dev").final_snapshot_identifier).toBeUndefined();
    expect(data("dev").has("terraform_data")).toBe(false);
    expect(data("dev").one("aws_secretsmanager_secret").recovery_window_in_days).toBe(0);
    expect(data("dev").one("aws_kms_key").deletion_window_in_days).toBe(7);
  });

  it("exports logs to groups made before it, with retention (C8)", () => {
    const groups = data("prod").all("aws_cloudwatch_log_group");
    expect(groups.map(({ args }) => [args.name, args.retention_in_days])).toEqual([
      ["/aws/rds/instance/directory-prod/error", 90],
      ["/aws/rds/instance/directory-prod/slowquery", 90],
    ]);
    expect(database("prod").depends_on).toEqual(groups.map(({ address }) => address));
  });

  it.each([
    [["error"], []],
    [["slowquery"], ["slow_query_log", "long_query_time", "log_output"]],
    [["general"], ["general_log", "log_output"]],
  ])("with the exports %j makes MySQL write what is exported", (logExports, parameters) => {
    const { parameter } = synthesizeInto({ directory: { database: { logExports } } })
      .stack("directory-data")
      .one("aws_db_parameter_group");
    expect(parameter.map(({ name }: { name: string }) => name)).toEqual([
      "require_secure_transport",
      ...parameters,
    ]);
  });
});

describe("the secrets (D5)", () => {
  it.each(variantNames)("of %s: the API's secret gets no value from Terraform", (variant) => {
    expect(data(variant).one("aws_secretsmanager_secret").kms_key_id).toBe("${aws_kms_key.data.arn}");
    expect(data(variant).has("aws_secretsmanager_secret_version")).toBe(false);
  });

  it("keeps a deleted secret restorable in prod", () => {
    expect(data("prod").one("aws_secretsmanager_secret").recovery_window_in_days).toBe(30);
    expect(data("prod").one("aws_kms_key").deletion_window_in_days).toBe(30);
  });

  it.each(variantNames)("of %s are handed on by ARN alone", (variant) => {
    const { outputs } = data(variant);
    expect(outputs.master_secret_arn?.value).toBe(
      "${aws_db_instance.database.master_user_secret[0].secret_arn}",
    );
    expect(outputs.api_secret_arn?.value).toBe("${aws_secretsmanager_secret.api_user.arn}");
  });
});

describe("alarms (C8)", () => {
  it.each(variantNames)("of %s watch load, storage and memory of this database", (variant) => {
    const alarms = data(variant).all("aws_cloudwatch_metric_alarm");
    expect(alarms.map(({ args }) => args.metric_name).sort()).toEqual([
      "CPUUtilization",
      "FreeStorageSpace",
      "FreeableMemory",
    ]);
    for (const { args } of alarms) {
      expect(args.dimensions).toEqual({ DBInstanceIdentifier: database(variant).identifier });
    }
  });

  it("tell the topics that the settings name, and nobody by default", () => {
    for (const { args } of data("full").all("aws_cloudwatch_metric_alarm")) {
      expect(args.alarm_actions).toEqual(["arn:aws:sns:eu-central-1:123456789012:ops"]);
      expect(args.ok_actions).toEqual(args.alarm_actions);
    }
    for (const { args } of data("dev").all("aws_cloudwatch_metric_alarm"))
      expect(args.alarm_actions).toBeUndefined();
  });
});
