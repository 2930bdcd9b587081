import { join } from "node:path";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import type { Construct } from "constructs";
import { projectFolder } from "../../project-folder";

/**
 * The boot's files, as an archive in the deployment's bucket. They don't fit into user data, which may have 16 KiB, and
 * CloudFormation can't compress what it fills in, as Terraform can.
 */
export function addBootFiles(scope: Construct): Asset {
  return new Asset(scope, "BootFiles", {
    path: join(projectFolder(), "instances/ha-web"),
    exclude: ["README.md"],
  });
}

/** Puts the files where they belong, writes the site's settings beside them and starts the boot. */
export function bootCommands(archive: string, settings: string): string[] {
  return [
    "set -euo pipefail",
    `unzip -o ${archive} -d /opt/ha-web`,
    "install -m 0755 /opt/ha-web/boot.sh /opt/ha-web/boot",
    "install -m 0755 /opt/ha-web/refresh.sh /opt/ha-web/refresh",
    "install -m 0644 /opt/ha-web/ha-web-*.* /etc/systemd/system/",
    "mkdir -p /etc/ha-web",
    `cat > /etc/ha-web/site.json <<'SETTINGS'\n${settings}\nSETTINGS`,
    "systemctl daemon-reload",
    "systemctl enable --now ha-web-boot.service",
  ];
}
