import type { Construct } from "constructs";
import { physicalName } from "../../config/physical-names";
import type { Settings } from "../../config/settings";
import { AuroraCluster } from "../../modules/aurora-cluster";
import { EncryptionKey } from "../../modules/encryption-key";
import { FileSystem } from "../../modules/file-system";
import { MemcachedCluster } from "../../modules/memcached-cluster";
import { addAlarm } from "../base/alarm";
import { LayerStack } from "../base/layer-stack";
import { dataContract, networkingContract } from "./contracts";
import type { HaWebNetworking } from "./networking";

/** Amazon Linux's user and group `apache`, as whom PHP runs. */
const apache = { uid: 48, gid: 48 };
/** The writer and a reader that can take its place. */
const databaseInstances = 2;

/** What the web instances share: the database, the cache, the files, and the key that encrypts them. */
export class HaWebData extends LayerStack {
  constructor(scope: Construct, settings: Settings, networking: HaWebNetworking) {
    super(scope, { system: "ha-web", layer: "data", settings, alarmActions: settings.haWeb.alarmActions });
    const network = networkingContract.read(this, networking);
    const { environment } = settings;
    const { database: plan, cache: cachePlan, deletionProtection, logRetentionDays } = settings.haWeb;
    const clusterIdentifier = physicalName("databaseIdentifier", "ha-web", environment);
    const cacheClusterId = physicalName("cacheCluster", "ha-web", environment);
    const zones = settings.haWeb.network.availabilityZones.map(({ name }) => name);

    const key = new EncryptionKey(this, "data", {
      alias: physicalName("kmsAlias", "ha-web", environment, "data"),
      description: `Encrypts the ${environment} web tier's database, its secret and its files`,
      deletionWindowDays: deletionProtection ? 30 : 7,
      // The snapshots that the database leaves can be restored only as long as the key is there.
      preventDestroy: plan.finalSnapshot,
    });
    const database = new AuroraCluster(this, "database", {
      ...plan,
      name: clusterIdentifier,
      databaseName: "wordpress",
      availabilityZones: zones.slice(0, databaseInstances),
      deletionProtection,
      logRetentionDays,
      subnetIds: network.data_subnet_ids,
      securityGroupId: network.database_security_group_id,
      kmsKeyArn: key.arn,
    });
    const cache = new MemcachedCluster(this, "cache", {
      ...cachePlan,
      name: cacheClusterId,
      availabilityZones: zones,
      subnetIds: network.data_subnet_ids,
      securityGroupId: network.cache_security_group_id,
    });
    const files = new FileSystem(this, "files", {
      name: physicalName("nameTag", "ha-web", environment),
      availabilityZones: zones,
      subnetIds: network.data_subnet_ids,
      securityGroupId: network.filesystem_security_group_id,
      kmsKeyArn: key.arn,
      path: "/wordpress",
      owner: apache,
      preventDestroy: deletionProtection,
    });
    this.makeAlarms(clusterIdentifier, cacheClusterId);

    dataContract.publish(
      this,
      {
        database_cluster_identifier: database.identifier,
        database_endpoint: database.endpoint,
        database_reader_endpoint: database.readerEndpoint,
        database_port: database.port,
        database_name: database.databaseName,
        database_user: database.masterUsername,
        master_secret_arn: database.masterSecretArn,
        cache_cluster_id: cache.clusterId,
        cache_endpoint: cache.configurationEndpoint,
        file_system_id: files.fileSystemId,
        file_system_arn: files.arn,
        access_point_id: files.accessPointId,
        access_point_arn: files.accessPointArn,
        data_key_arn: key.arn,
      },
      // Instances that start before the writer answers and every zone can mount would fail their boot.
      [...database.instances, ...files.mountTargets],
    );
  }

  /** On the names as they are in the settings: an alarm needn't wait for what it watches. */
  private makeAlarms(clusterIdentifier: string, cacheClusterId: string): void {
    const ofDatabase = {
      namespace: "AWS/RDS",
      dimensions: { DBClusterIdentifier: clusterIdentifier },
    };

    addAlarm(this, "database-cpu", {
      description:
        "An instance of the database has been busy for 15 minutes: look for slow queries, then for a larger class.",
      metric: { ...ofDatabase, name: "CPUUtilization", statistic: "Maximum" },
      comparison: "above",
      threshold: 80,
      minutes: 15,
    });
    addAlarm(this, "database-memory", {
      description:
        "An instance of the database has less than 128 MiB of memory left: look for connections, then for a larger class.",
      metric: { ...ofDatabase, name: "FreeableMemory", statistic: "Minimum" },
      comparison: "below",
      threshold: 128 * 1024 ** 2,
      minutes: 15,
    });
    addAlarm(this, "cache-cpu", {
      description: "A node of the cache has been busy for 15 minutes: take more nodes or larger ones.",
      metric: {
        namespace: "AWS/ElastiCache",
        dimensions: { CacheClusterId: cacheClusterId },
        name: "CPUUtilization",
        statistic: "Maximum",
      },
      comparison: "above",
      threshold: 90,
      minutes: 15,
    });
  }
}
