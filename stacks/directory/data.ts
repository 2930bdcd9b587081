import type { Construct } from "constructs";
import { physicalName } from "../../config/physical-names";
import type { Settings } from "../../config/settings";
import { EmptySecret } from "../../modules/empty-secret";
import { EncryptionKey } from "../../modules/encryption-key";
import { MysqlDatabase } from "../../modules/mysql-database";
import { addAlarm } from "../base/alarm";
import { LayerStack } from "../base/layer-stack";
import { dataContract, networkingContract } from "./contracts";
import type { DirectoryNetworking } from "./networking";

/** The directory's database, its two secrets and the key that encrypts them. */
export class DirectoryData extends LayerStack {
  constructor(scope: Construct, settings: Settings, networking: DirectoryNetworking) {
    super(scope, {
      system: "directory",
      layer: "data",
      settings,
      alarmActions: settings.directory.alarmActions,
    });
    const network = networkingContract.read(this, networking);
    const { deletionProtection, forceDestroy, database: plan, logRetentionDays } = settings.directory;
    const { environment } = settings;
    const identifier = physicalName("databaseIdentifier", "directory", environment);

    const key = new EncryptionKey(this, "data", {
      alias: physicalName("kmsAlias", "directory", environment, "data"),
      description: `Encrypts the ${environment} directory's database and its secrets`,
      deletionWindowDays: forceDestroy ? 7 : 30,
      // The snapshots that the database leaves can be restored only as long as the key is there.
      preventDestroy: plan.finalSnapshot,
    });
    const database = new MysqlDatabase(this, "database", {
      ...plan,
      name: identifier,
      databaseName: "directory",
      deletionProtection,
      logRetentionDays,
      subnetIds: network.data_subnet_ids,
      securityGroupId: network.database_security_group_id,
      kmsKeyArn: key.arn,
    });
    const apiSecret = new EmptySecret(this, "api-user", {
      name: physicalName("secret", "directory", environment, "api-user"),
      description: "The API's database user. The migration function makes and rotates its password.",
      kmsKeyArn: key.arn,
      recoveryWindowDays: forceDestroy ? 0 : 30,
    });
    this.makeAlarms(identifier);

    dataContract.publish(this, {
      database_identifier: database.identifier,
      database_arn: database.arn,
      database_resource_id: database.resourceId,
      database_address: database.address,
      database_port: database.port,
      database_name: database.databaseName,
      master_secret_arn: database.masterSecretArn,
      api_secret_arn: apiSecret.arn,
      data_key_arn: key.arn,
    });
  }

  /** On the identifier as it is in the settings: an alarm needn't wait for the database that it watches. */
  private makeAlarms(databaseIdentifier: string): void {
    const { allocatedStorageGib } = this.settings.directory.database;
    const averageOf = (name: string) => ({
      namespace: "AWS/RDS",
      name,
      dimensions: { DBInstanceIdentifier: databaseIdentifier },
      statistic: "Average",
    });

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
      threshold: Math.round((allocatedStorageGib * 1024 ** 3) / 10),
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
