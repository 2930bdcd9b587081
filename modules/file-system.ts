import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import { Fn, type TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { policyDocument } from "./policy-document";

export interface FileSystemProps {
  /** Name tag and creation token: a second file system of the name is refused. At most 64 characters. */
  readonly name: string;
  /** Full names of the zones that get a mount target. */
  readonly availabilityZones: readonly string[];
  /** One a zone, in the zones' order; may be a list that is known at apply only. */
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  readonly kmsKeyArn: string;
  /** The folder that clients see as the root. */
  readonly path: string;
  /** As whom every client reads and writes, whoever it is on its own machine. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Whether Terraform refuses to destroy it: EFS has no deletion protection of its own. */
  readonly preventDestroy: boolean;
}

const clientActions = [
  "elasticfilesystem:ClientMount",
  "elasticfilesystem:ClientRootAccess",
  "elasticfilesystem:ClientWrite",
];

/**
 * An encrypted EFS file system with a mount target in every zone and one access point, which is the only way in: by TLS
 * and with an IAM role that allows it. Backed up daily by AWS Backup, for 35 days. About 0.30 USD a GB and month; what
 * nobody has read for 30 days costs a tenth.
 */
export class FileSystem extends Construct {
  readonly fileSystemId: string;
  readonly arn: string;
  readonly accessPointId: string;
  readonly accessPointArn: string;
  /** A client can mount when the one of its zone is there. */
  readonly mountTargets: readonly TerraformResource[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FileSystemProps,
  ) {
    super(scope, id);
    const fileSystem = new EfsFileSystem(this, "Default", {
      creationToken: props.name,
      encrypted: true,
      kmsKeyId: props.kmsKeyArn,
      performanceMode: "generalPurpose",
      // Pays for what is read and written; the bursting mode starves a small file system that is busy.
      throughputMode: "elastic",
      lifecyclePolicy: [
        { transitionToIa: "AFTER_30_DAYS" },
        { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
      ],
      tags: { Name: props.name },
      ...(props.preventDestroy ? { lifecycle: { preventDestroy: true } } : {}),
    });
    this.fileSystemId = fileSystem.id;
    this.arn = fileSystem.arn;
    const accessPoint = this.makeAccessPoint();
    this.accessPointId = accessPoint.id;
    this.accessPointArn = accessPoint.arn;
    this.mountTargets = this.makeMountTargets();
    this.admitAccessPointOnly();
    new EfsBackupPolicy(this, "backups", {
      fileSystemId: this.fileSystemId,
      backupPolicy: { status: "ENABLED" },
    });
  }

  private makeAccessPoint(): EfsAccessPoint {
    const { path, owner, name } = this.props;
    return new EfsAccessPoint(this, "access-point", {
      fileSystemId: this.fileSystemId,
      posixUser: owner,
      // EFS makes the folder at the first mount.
      rootDirectory: {
        path,
        creationInfo: { ownerUid: owner.uid, ownerGid: owner.gid, permissions: "0750" },
      },
      tags: { Name: name },
    });
  }

  private makeMountTargets(): EfsMountTarget[] {
    return this.props.availabilityZones.map(
      (zone, index) =>
        new EfsMountTarget(this, `mount-${zone.slice(-1)}`, {
          fileSystemId: this.fileSystemId,
          subnetId: Fn.element(this.props.subnetIds, index),
          securityGroups: [this.props.securityGroupId],
        }),
    );
  }

  /**
   * Without a policy EFS lets in whoever reaches a mount target. With one, only roles that are allowed by their own
   * policies, and even they neither in clear nor past the access point.
   */
  private admitAccessPointOnly(): void {
    const refuse = (sid: string, conditions: Record<string, Record<string, string>>) =>
      ({
        sid,
        effect: "Deny",
        principals: { AWS: ["*"] },
        actions: clientActions,
        resources: [this.arn],
        conditions,
      }) as const;
    new EfsFileSystemPolicy(this, "policy", {
      fileSystemId: this.fileSystemId,
      policy: policyDocument([
        refuse("TlsOnly", { Bool: { "aws:SecureTransport": "false" } }),
        refuse("AccessPointOnly", {
          StringNotEquals: { "elasticfilesystem:AccessPointArn": this.accessPointArn },
        }),
      ]),
    });
  }
}
