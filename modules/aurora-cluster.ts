import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktf/provider-aws/lib/rds-cluster-instance";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { FinalSnapshotName } from "./final-snapshot-name";

export interface AuroraClusterProps {
  /** Identifier of the cluster; its instances are called `<name>-<letter of the zone>`. */
  readonly name: string;
  /** Name of the first schema. */
  readonly databaseName: string;
  /** Of every instance: whichever is the writer today may be the reader tomorrow. The largest part of the cost. */
  readonly instanceClass: string;
  /** One instance in each of these zones, by full name. The first to be ready is the writer, the others read. */
  readonly availabilityZones: readonly string[];
  /** Days of point-in-time recovery, 1 to 35: Aurora always keeps backups. */
  readonly backupRetentionDays: number;
  /** Whether AWS refuses to delete the cluster. */
  readonly deletionProtection: boolean;
  /** Whether a destroy leaves a snapshot behind. */
  readonly finalSnapshot: boolean;
  readonly performanceInsights: boolean;
  readonly logRetentionDays: number;
  /** In at least two zones. */
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  /** Encrypts storage, backups, Performance Insights and the master user's secret. */
  readonly kmsKeyArn: string;
}

/**
 * A release of 3.10, the line with long-term support (Aurora MySQL release calendar), compatible with MySQL 8.0. Aurora
 * takes exact releases only. AWS itself moves an old release of the line to a newer one now and then, and a plan would
 * then want to go back: raise the number here.
 */
const engineVersion = "8.0.mysql_aurora.3.10.3";
const engineFamily = "aurora-mysql8.0";
const masterUsername = "admin";
/** What MySQL writes to files that RDS sends to CloudWatch. */
const logExports = ["error", "slowquery"] as const;

/**
 * A private, encrypted Aurora MySQL 3 cluster that takes TLS connections only, with an instance in each of the zones
 * given: one writes, and when it fails a reader takes its place within about half a minute. RDS makes, keeps and rotates
 * the master password in Secrets Manager (every 7 days), so that it is in no state and no plan.
 *
 * Leaves out autoscaling of readers, Serverless, global databases, backtrack and IAM authentication.
 */
export class AuroraCluster extends Construct {
  readonly identifier: string;
  /** Host name of whichever instance is the writer. */
  readonly endpoint: string;
  /** Host name behind which the readers are. */
  readonly readerEndpoint: string;
  readonly port: string;
  readonly databaseName: string;
  readonly masterUsername: string;
  /** ARN of the secret with the master user's name and password. */
  readonly masterSecretArn: string;
  /** The endpoints answer when these are there: a cluster by itself has no server. */
  readonly instances: readonly TerraformResource[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AuroraClusterProps,
  ) {
    super(scope, id);
    const subnetGroupName = this.makeSubnetGroup();
    // No `availability_zones`: Aurora keeps its storage in three zones whatever one says, reports three, and with two
    // given every later plan would replace the cluster and its data.
    const cluster = new RdsCluster(this, "Default", {
      clusterIdentifier: props.name,
      engine: "aurora-mysql",
      engineVersion,
      databaseName: props.databaseName,
      masterUsername,
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: props.kmsKeyArn,

      dbSubnetGroupName: subnetGroupName,
      vpcSecurityGroupIds: [props.securityGroupId],
      dbClusterParameterGroupName: this.makeParameterGroup(),

      storageEncrypted: true,
      kmsKeyId: props.kmsKeyArn,

      backupRetentionPeriod: props.backupRetentionDays,
      preferredBackupWindow: "02:00-03:00",
      preferredMaintenanceWindow: "sun:03:30-sun:04:30",
      copyTagsToSnapshot: true,
      deletionProtection: props.deletionProtection,
      deleteAutomatedBackups: !props.finalSnapshot,
      ...this.finalSnapshotSettings(),

      enabledCloudwatchLogsExports: [...logExports],
      // RDS would make the groups itself, without retention, if it came first.
      dependsOn: this.makeLogGroups(),
    });
    this.identifier = cluster.clusterIdentifier;
    this.endpoint = cluster.endpoint;
    this.readerEndpoint = cluster.readerEndpoint;
    this.port = cluster.getStringAttribute("port");
    this.databaseName = props.databaseName;
    this.masterUsername = masterUsername;
    this.masterSecretArn = cluster.masterUserSecret.get(0).secretArn;
    this.instances = this.makeInstances(cluster, subnetGroupName);
  }

  /** Their ids name zones, not roles: a fail-over swaps the roles. */
  private makeInstances(cluster: RdsCluster, subnetGroupName: string): RdsClusterInstance[] {
    const { name, instanceClass, performanceInsights, kmsKeyArn } = this.props;
    return this.props.availabilityZones.map((zone) => {
      const letter = zone.slice(-1);
      return new RdsClusterInstance(this, `instance-${letter}`, {
        identifier: `${name}-${letter}`,
        clusterIdentifier: cluster.id,
        engine: "aurora-mysql",
        engineVersion: cluster.engineVersion,
        instanceClass,
        availabilityZone: zone,
        dbSubnetGroupName: subnetGroupName,
        publiclyAccessible: false,
        caCertIdentifier: "rds-ca-rsa2048-g1",
        // What keeps a cluster on a line with long-term support (Aurora user guide, "Long-term support").
        autoMinorVersionUpgrade: false,
        copyTagsToSnapshot: true,
        performanceInsightsEnabled: performanceInsights,
        ...(performanceInsights ? { performanceInsightsKmsKeyId: kmsKeyArn } : {}),
      });
    });
  }

  private makeSubnetGroup(): string {
    return new DbSubnetGroup(this, "subnets", {
      name: this.props.name,
      description: `Data subnets of ${this.props.name}`,
      subnetIds: this.props.subnetIds,
    }).name;
  }

  private makeParameterGroup(): string {
    return new RdsClusterParameterGroup(this, "parameters", {
      // A prefix, since the engine series is part of the family and a group in use can't be deleted first.
      namePrefix: `${this.props.name}-`,
      description: `Parameters of ${this.props.name}`,
      family: engineFamily,
      parameter: [
        { name: "require_secure_transport", value: "ON" },
        { name: "slow_query_log", value: "1" },
        // Seconds.
        { name: "long_query_time", value: "1" },
        // RDS exports files.
        { name: "log_output", value: "FILE" },
      ],
      lifecycle: { createBeforeDestroy: true },
    }).name;
  }

  private makeLogGroups(): TerraformResource[] {
    return logExports.map(
      (log) =>
        new CloudwatchLogGroup(this, `${log}-log`, {
          name: `/aws/rds/cluster/${this.props.name}/${log}`,
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
        cluster_identifier: name,
        database_name: databaseName,
        kms_key_id: kmsKeyArn,
        master_username: masterUsername,
      },
    });
    return { skipFinalSnapshot: false, finalSnapshotIdentifier: snapshotName.value };
  }
}
