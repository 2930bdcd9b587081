import { LaunchTemplate as AwsLaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Construct } from "constructs";

export interface LaunchTemplateProps {
  readonly name: string;
  /** An AMI's id, or an alias `resolve:ssm:<parameter>` that EC2 looks up at each launch. */
  readonly imageId: string;
  readonly instanceType: string;
  readonly instanceProfileArn: string;
  readonly securityGroupIds: string[];
  /** Base64, at most 16 KB before that. */
  readonly userData: string;
  readonly rootVolumeGib: number;
  /** Of every instance, volume and network interface: the provider's default tags don't reach what EC2 launches. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Where Amazon Linux has its root volume. */
const rootDevice = "/dev/xvda";

/**
 * How instances are launched: metadata by IMDSv2 only and to the instance itself only, an encrypted root volume, no key
 * pair, no public address.
 */
export class LaunchTemplate extends Construct {
  readonly templateId: string;
  /** A number, so that whoever uses the template changes with it; `$Latest` never does. */
  readonly latestVersion: string;

  constructor(scope: Construct, id: string, props: LaunchTemplateProps) {
    super(scope, id);
    const template = new AwsLaunchTemplate(this, "Default", {
      name: props.name,
      imageId: props.imageId,
      instanceType: props.instanceType,
      iamInstanceProfile: { arn: props.instanceProfileArn },
      vpcSecurityGroupIds: props.securityGroupIds,
      userData: props.userData,
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        // One hop: a container or a tricked proxy on the instance can't reach the role's credentials.
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: [
        {
          deviceName: rootDevice,
          ebs: {
            volumeType: "gp3",
            volumeSize: props.rootVolumeGib,
            deleteOnTermination: "true",
            // With AWS's own key for EBS: Auto Scaling's service role has no right to use one of ours.
            encrypted: "true",
          },
        },
      ],
      // Scaling by CPU then looks at minutes instead of five: 2.10 USD a month and instance.
      monitoring: { enabled: true },
      instanceInitiatedShutdownBehavior: "terminate",
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags: { ...props.tags },
      })),
    });
    this.templateId = template.id;
    this.latestVersion = template.getStringAttribute("latest_version");
  }
}
