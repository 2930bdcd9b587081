import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbParameterGroup } from "@cdktf/provider-aws/lib/db-parameter-group";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { FinalSnapshotName } from "./final-snapshot-name";

export interface MysqlDatabaseProps {
  /** Identifier of the instance. */
  readonly name: string;
  /** Name of the first schema. */
  readonly databaseName: string;
  /** E.g. `db.t4g.micro`: the largest part of the cost. */
  readonly instanceClass: string;
  readonly allocatedStorageGib: number;
  /** Storage grows by itself up to here; equal to the allocated size, it doesn't grow. */
  readonly maxAllocatedStorageGib: number;
  /** A standby in another zone: doubles the cost. */
  readonly multiAz: boolean;
  /** Days of point-in-time recovery; 0 switches backups off. */
  readonly backupRetentionDays: number;
  /** Whether AWS refuses to delete the instance. */
  readonly deletionProtection: boolean;
  /** Whether a destroy leaves a snapshot behind. */
  readonly finalSnapshot: boolean;
  readonly performanceInsights: boolean;
  /** Logs sent to CloudWatch: `error`, `slowquery`, `general`. The last two are switched on by being listed. */
  readonly logExports: readonly string[];
  readonly logRetentionDays: number;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  /** Encrypts storage, backups, Performance Insights and the master user's secret. */
  readonly kmsKeyArn: string;
}

/** The engine series; RDS puts in the newest minor version. 8.0 left standard support in 2026. */
const engineVersion = "8.4";
const masterUsername = "admin";

/**
 * A private, encrypted RDS for MySQL instance that takes TLS connections only. RDS makes, keeps and rotates the master
 * password in Secrets Manager (every 7 days), so that it is in no state and no plan.
 *
 * Leaves out read replicas and IAM authentication.
 */
export class MysqlDatabase extends Construct {
  readonly identifier: string;
  readonly arn: string;
  /** Tells the instance from a later one of the same identifier, and so of the same ARN. */
  readonly resourceId: string;
  readonly address: string;
  readonly port: string;
  readonly databaseName: string;
  /** ARN of the secret with the master user's name and password. */
  readonly masterSecretArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MysqlDatabaseProps,
  ) {
    super(scope, id);
    const logGroups = this.makeLogGroups();
    const instance = new DbInstance(this, "Default", {
      identifier: props.name,
      engine: "mysql",
      engineVersion,
      autoMinorVersionUpgrade: true,
      instanceClass: props.instanceClass,
      dbName: props.databaseName,
      username: masterUsername,
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: props.kmsKeyArn,

      dbSubnetGroupName: this.makeSubnetGroup(),
      vpcSecurityGroupIds: [props.securityGroupId],
      publiclyAccessible: false,
      multiAz: props.multiAz,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      parameterGroupName: this.makeParameterGroup(),

      storageType: "gp3",
      allocatedStorage: props.allocatedStorageGib,
      ...(props.maxAllocatedStorageGib > props.allocatedStorageGib
        ? { maxAllocatedStorage: props.maxAllocatedStorageGib }
        : {}),
      storageEncrypted: true,
      kmsKeyId: props.kmsKeyArn,

      backupRetentionPeriod: props.backupRetentionDays,
      backupWindow: "02:00-03:00",
      maintenanceWindow: "sun:03:30-sun:04:30",
      copyTagsToSnapshot: true,
      deletionProtection: props.deletionProtection,
      deleteAutomatedBackups: !props.finalSnapshot,
      ...this.finalSnapshotSettings(),

      performanceInsightsEnabled: props.performanceInsights,
      ...(props.performanceInsights ? { performanceInsightsKmsKeyId: props.kmsKeyArn } : {}),
      ...(props.logExports.length > 0 ? { enabledCloudwatchLogsExports: [...props.logExports] } : {}),
      // RDS would make the groups itself, without retention, if it came first.
      dependsOn: logGroups,
    });
    this.identifier = instance.identifier;
    this.arn = instance.arn;
    this.resourceId = instance.resourceId;
    this.address = instance.address;
    this.port = instance.getStringAttribute("port");
    this.databaseName = props.databaseName;
    this.masterSecretArn = instance.masterUserSecret.get(0).secretArn;
  }

  private makeSubnetGroup(): string {
    return new DbSubnetGroup(this, "subnets", {
      name: this.props.name,
      description: `Data subnets of ${this.props.name}`,
      subnetIds: this.props.subnetIds,
    }).name;
  }

  private makeParameterGroup(): string {
    return new DbParameterGroup(this, "parameters", {
      // A prefix, since the engine series is part of the family and a group in use can't be deleted first.
      namePrefix: `${this.props.name}-`,
      description: `Parameters of ${this.props.name}`,
      family: `mysql${engineVersion}`,
      parameter: [{ name: "require_secure_transport", value: "1" }, ...this.logParameters()],
      lifecycle: { createBeforeDestroy: true },
    }).name;
  }

  /** MySQL writes its error log by itself, the others only when told to. */
  private logParameters(): { name: string; value: string }[] {
    const parameters: Record<string, readonly (readonly [string, string])[]> = {
      slowquery: [
        ["slow_query_log", "1"],
        // Seconds.
        ["long_query_time", "1"],
      ],
      general: [["general_log", "1"]],
    };
    const chosen = this.props.logExports.flatMap((log) => parameters[log] ?? []);
    // RDS exports files; MySQL on RDS writes to tables by default.
    const toFiles = chosen.length > 0 ? [["log_output", "FILE"] as const] : [];
    return [...chosen, ...toFiles].map(([name, value]) => ({ name, value }));
  }

  private makeLogGroups(): TerraformResource[] {
    return this.props.logExports.map(
      (log) =>
        new CloudwatchLogGroup(this, `${log}-log`, {
          name: `/aws/rds/instance/${this.props.name}/${log}`,
          retentionInDays: this.props.logRetentionDays,
        }),
    );
  }

  private finalSnapshotSettings() {
    if (!this.props.finalSnapshot) return { skipFinalSnapshot: true };
    const { name, databaseName, kmsKeyArn } = this.props;
    const snapshotName = new FinalSnapshotName(this, "final-snapshot", {
      prefix: `${name}-final`,
      replacedWith: {
        identifier: name,
        db_name: databaseName,
        kms_key_id: kmsKeyArn,
        username: masterUsername,
      },
    });
    return { skipFinalSnapshot: false, finalSnapshotIdentifier: snapshotName.value };
  }
}
