import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as kms from "aws-cdk-lib/aws-kms";
import * as rds from "aws-cdk-lib/aws-rds";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { LayerStack } from "../../constructs/layer-stack";
import { addAlarm, metricOf } from "../../constructs/metric-alarm";
import { tiers } from "../../constructs/three-tier-vpc";
import type { DirectoryNetworking } from "./networking";

const gibibyte = 1024 ** 3;
const allocatedStorage = 20;

/** The directory's database, its two secrets and the key that encrypts them. */
export class DirectoryData extends LayerStack {
  readonly key: kms.Key;
  readonly database: rds.DatabaseInstance;
  readonly apiSecret: secretsmanager.Secret;

  constructor(scope: Construct, networking: DirectoryNetworking) {
    super(scope, { system: "directory", layer: "data" });
    this.key = new kms.Key(this, "Key", {
      alias: `${this.prefix}-data`,
      description: "Encrypts the dev directory's database and its secrets",
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.database = this.makeDatabase(networking);
    this.apiSecret = new secretsmanager.Secret(this, "ApiUser", {
      secretName: `${this.prefix}-api-user`,
      description: "The API's database user. The migration function makes and rotates its password.",
      encryptionKey: this.key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.makeAlarms();
  }

  private makeDatabase({ vpc, groups }: DirectoryNetworking): rds.DatabaseInstance {
    const engine = rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.VER_8_4_10 });
    const vpcSubnets = { subnetGroupName: tiers.data };
    return new rds.DatabaseInstance(this, "Database", {
      engine,
      instanceIdentifier: this.prefix,
      databaseName: "directory",
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO),
      credentials: rds.Credentials.fromUsername("admin", { encryptionKey: this.key }),
      manageMasterUserPassword: true,
      vpc,
      vpcSubnets,
      subnetGroup: new rds.SubnetGroup(this, "DatabaseSubnets", {
        subnetGroupName: this.prefix,
        description: `Data subnets of ${this.prefix}`,
        vpc,
        vpcSubnets,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      securityGroups: [groups.database],
      parameterGroup: new rds.ParameterGroup(this, "DatabaseParameters", {
        engine,
        description: `Parameters of ${this.prefix}`,
        parameters: { require_secure_transport: "1" },
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      allocatedStorage,
      maxAllocatedStorage: 50,
      storageType: rds.StorageType.GP3,
      storageEncryptionKey: this.key,
      multiAz: false,
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
      backupRetention: Duration.days(1),
      preferredBackupWindow: "02:00-03:00",
      preferredMaintenanceWindow: "sun:03:30-sun:04:30",
      caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: true,
      enablePerformanceInsights: false,
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeAlarms(): void {
    const averageOf = (name: string) =>
      metricOf("AWS/RDS", { DBInstanceIdentifier: this.database.instanceIdentifier }, name, "Average");
    addAlarm(this, "database-cpu", {
      description:
        "The database has been busy for 15 minutes: look for slow queries, then for a larger class.",
      metric: averageOf("CPUUtilization"),
      comparison: "above",
      threshold: 80,
      minutes: 15,
    });
    addAlarm(this, "database-storage", {
      description:
        "Less than a tenth of the database's storage is free: raise the allocated or the largest size.",
      metric: averageOf("FreeStorageSpace"),
      comparison: "below",
      threshold: Math.round((allocatedStorage * gibibyte) / 10),
      minutes: 5,
    });
    addAlarm(this, "database-memory", {
      description:
        "The database has less than 64 MiB of memory left: look for connections, then for a larger class.",
      metric: averageOf("FreeableMemory"),
      comparison: "below",
      threshold: 64 * 1024 ** 2,
      minutes: 15,
    });
  }
}
