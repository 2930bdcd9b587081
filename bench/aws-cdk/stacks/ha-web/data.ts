import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as efs from "aws-cdk-lib/aws-efs";
import * as elasticache from "aws-cdk-lib/aws-elasticache";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import * as rds from "aws-cdk-lib/aws-rds";
import type { Construct } from "constructs";
import { LayerStack } from "../../constructs/layer-stack";
import { addAlarm, metricOf } from "../../constructs/metric-alarm";
import { tiers } from "../../constructs/three-tier-vpc";
import { zones } from "../../environment";
import type { HaWebNetworking } from "./networking";

/** Amazon Linux's user and group `apache`, as whom PHP runs. */
const apache = "48";

const vpcSubnets: ec2.SubnetSelection = { subnetGroupName: tiers.data };

/** What the web instances share: the database, the cache, the files, and the key that encrypts them. */
export class HaWebData extends LayerStack {
  readonly key: kms.Key;
  readonly database: rds.DatabaseCluster;
  readonly cache: elasticache.CfnCacheCluster;
  readonly files: efs.FileSystem;
  readonly accessPoint: efs.AccessPoint;

  constructor(scope: Construct, networking: HaWebNetworking) {
    super(scope, { system: "ha-web", layer: "data" });
    this.key = new kms.Key(this, "Key", {
      alias: `${this.prefix}-data`,
      description: "Encrypts the dev web tier's database, its secret and its files",
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.database = this.makeDatabase(networking);
    this.cache = this.makeCache(networking);
    this.files = this.makeFiles(networking);
    this.accessPoint = this.files.addAccessPoint("AccessPoint", {
      path: "/wordpress",
      posixUser: { uid: apache, gid: apache },
      createAcl: { ownerUid: apache, ownerGid: apache, permissions: "0750" },
    });
    this.makeAlarms();
  }

  private makeDatabase({ vpc, groups }: HaWebNetworking): rds.DatabaseCluster {
    const engine = rds.DatabaseClusterEngine.auroraMysql({
      version: rds.AuroraMysqlEngineVersion.VER_3_10_3,
    });
    const exports = ["error", "slowquery"];
    const logGroups = exports.map(
      (kind) =>
        new logs.LogGroup(this, `database-${kind}-log`, {
          logGroupName: `/aws/rds/cluster/${this.prefix}/${kind}`,
          retention: logs.RetentionDays.ONE_WEEK,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
    );
    const instance = (letter: string, availabilityZone: string) =>
      rds.ClusterInstance.provisioned(letter, {
        instanceIdentifier: `${this.prefix}-${letter}`,
        instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
        availabilityZone,
        autoMinorVersionUpgrade: false,
        caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1,
        enablePerformanceInsights: false,
        publiclyAccessible: false,
      });
    const cluster = new rds.DatabaseCluster(this, "Database", {
      engine,
      clusterIdentifier: this.prefix,
      defaultDatabaseName: "wordpress",
      credentials: rds.Credentials.fromUsername("admin", { encryptionKey: this.key }),
      manageMasterUserPassword: true,
      writer: instance("a", zones[0]),
      readers: [instance("b", zones[1])],
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
        parameters: {
          require_secure_transport: "ON",
          slow_query_log: "1",
          long_query_time: "1",
          log_output: "FILE",
        },
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      storageEncryptionKey: this.key,
      cloudwatchLogsExports: exports,
      backup: { retention: Duration.days(1), preferredWindow: "02:00-03:00" },
      preferredMaintenanceWindow: "sun:03:30-sun:04:30",
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: true,
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    cluster.node.addDependency(...logGroups);
    Validations.of(cluster).acknowledge({
      id: "CloudFormation-Validate::W3010",
      reason: "The system's zones are a setting: nothing is looked up",
    });
    return cluster;
  }

  private makeCache({ vpc, groups }: HaWebNetworking): elasticache.CfnCacheCluster {
    const subnets = new elasticache.CfnSubnetGroup(this, "CacheSubnets", {
      cacheSubnetGroupName: this.prefix,
      description: `Data subnets of ${this.prefix}`,
      subnetIds: vpc.selectSubnets(vpcSubnets).subnetIds,
    });
    return new elasticache.CfnCacheCluster(this, "Cache", {
      clusterName: this.prefix,
      engine: "memcached",
      engineVersion: "1.6.22",
      cacheNodeType: "cache.t4g.micro",
      numCacheNodes: zones.length,
      azMode: "cross-az",
      preferredAvailabilityZones: [...zones],
      port: 11211,
      cacheParameterGroupName: "default.memcached1.6",
      cacheSubnetGroupName: subnets.ref,
      vpcSecurityGroupIds: [groups.cache.securityGroupId],
      preferredMaintenanceWindow: "sun:04:30-sun:05:30",
    });
  }

  private makeFiles({ vpc, groups }: HaWebNetworking): efs.FileSystem {
    const mounting = [
      "elasticfilesystem:ClientMount",
      "elasticfilesystem:ClientRootAccess",
      "elasticfilesystem:ClientWrite",
    ];
    const denyMountingIf = (sid: string, conditions: Record<string, Record<string, string>>) =>
      new iam.PolicyStatement({
        sid,
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: mounting,
        resources: ["*"],
        conditions,
      });
    return new efs.FileSystem(this, "Files", {
      fileSystemName: this.prefix,
      vpc,
      vpcSubnets,
      securityGroup: groups.filesystem,
      encrypted: true,
      kmsKey: this.key,
      lifecyclePolicy: efs.LifecyclePolicy.AFTER_30_DAYS,
      outOfInfrequentAccessPolicy: efs.OutOfInfrequentAccessPolicy.AFTER_1_ACCESS,
      performanceMode: efs.PerformanceMode.GENERAL_PURPOSE,
      throughputMode: efs.ThroughputMode.ELASTIC,
      enableAutomaticBackups: true,
      fileSystemPolicy: new iam.PolicyDocument({
        statements: [
          denyMountingIf("TlsOnly", { Bool: { "aws:SecureTransport": "false" } }),
          // CloudFormation has the policy within the file system, which is there before its access point.
          denyMountingIf("AccessPointOnly", { Null: { "elasticfilesystem:AccessPointArn": "true" } }),
        ],
      }),
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private makeAlarms(): void {
    const ofDatabase = (name: string, statistic: string) =>
      metricOf("AWS/RDS", { DBClusterIdentifier: this.database.clusterIdentifier }, name, statistic);
    addAlarm(this, "database-cpu", {
      description:
        "An instance of the database has been busy for 15 minutes: look for slow queries, then for a larger class.",
      metric: ofDatabase("CPUUtilization", "Maximum"),
      comparison: "above",
      threshold: 80,
      minutes: 15,
    });
    addAlarm(this, "database-memory", {
      description:
        "An instance of the database has less than 128 MiB of memory left: look for connections, then for a larger class.",
      metric: ofDatabase("FreeableMemory", "Minimum"),
      comparison: "below",
      threshold: 128 * 1024 ** 2,
      minutes: 15,
    });
    addAlarm(this, "cache-cpu", {
      description: "A node of the cache has been busy for 15 minutes: take more nodes or larger ones.",
      metric: metricOf("AWS/ElastiCache", { CacheClusterId: this.cache.ref }, "CPUUtilization", "Maximum"),
      comparison: "above",
      threshold: 90,
      minutes: 15,
    });
  }
}
