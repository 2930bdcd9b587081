import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CloudConfigFile, cloudConfig } from "../../modules/cloud-config";
import type { LayerStack } from "../base/layer-stack";
import { withoutComments } from "./without-comments";

/** From the project's folder. */
const sourceFolder = "instances/ha-web";

/** The boot's own files, by their name in the source folder; instances/ha-web/README.md says what each is for. */
export const bootFiles: readonly (Omit<CloudConfigFile, "content"> & { readonly name: string })[] = [
  { name: "boot.sh", path: "/opt/ha-web/boot", permissions: "0755" },
  { name: "refresh.sh", path: "/opt/ha-web/refresh", permissions: "0755" },
  ...[
    "site.sh",
    "database.php",
    "cache-nodes.php",
    "object-cache.php",
    "db-error.php",
    "wp-config.php",
    "healthz.php",
    "httpd.conf",
    "php.ini",
    "php-fpm.conf",
  ].map((name) => ({ name, path: `/opt/ha-web/${name}`, permissions: "0644" })),
  ...[
    "ha-web-boot.service",
    "ha-web-refresh.service",
    "ha-web-refresh.timer",
    "ha-web-refresh.path",
    "ha-web-cron.service",
    "ha-web-cron.timer",
  ].map((name) => ({ name, path: `/etc/systemd/system/${name}`, permissions: "0644" })),
];

/** What the boot needs to know of this site: read by it from `/etc/ha-web/site.json`. No secret among them. */
export interface BootSettings extends Readonly<Record<string, string>> {
  readonly siteUrl: string;
  readonly siteTitle: string;
  readonly adminUser: string;
  readonly adminEmail: string;
  readonly wordpressVersion: string;
  readonly databaseHost: string;
  readonly databaseName: string;
  readonly databaseSecretArn: string;
  /** Host and port. */
  readonly cacheEndpoint: string;
  readonly fileSystemId: string;
  readonly accessPointId: string;
  readonly region: string;
  readonly autoScalingGroupName: string;
  /** What a finished boot completes. */
  readonly lifecycleHookName: string;
}

/**
 * The instances' user data: the boot's files and its settings, then its start. The files are laid beside the layer's
 * `cdk.tf.json`, where Terraform reads them and reviewers see them.
 */
export function bootUserData(layer: LayerStack, settings: BootSettings): string {
  for (const { name } of bootFiles) {
    layer.documents.set(name, withoutComments(name, readFileSync(join(sourceFolder, name), "utf8")));
  }
  return cloudConfig({
    files: [
      ...bootFiles.map(({ name, ...place }) => ({ ...place, content: { file: name } })),
      { path: "/etc/ha-web/site.json", permissions: "0644", content: { json: settings } },
    ],
    commands: [
      ["systemctl", "daemon-reload"],
      // Runs the boot now, and at every later start of the instance.
      ["systemctl", "enable", "--now", "ha-web-boot.service"],
    ],
  });
}
