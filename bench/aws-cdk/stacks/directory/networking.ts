import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { LayerStack } from "../../constructs/layer-stack";
import { threeTierVpc, tiers } from "../../constructs/three-tier-vpc";

const http = ec2.Port.tcp(80);
const https = ec2.Port.tcp(443);
const mysql = ec2.Port.tcp(3306);

/** The directory's VPC, its five security groups and the private way to Secrets Manager. */
export class DirectoryNetworking extends LayerStack {
  readonly vpc: ec2.Vpc;
  readonly groups: Readonly<
    Record<"lambda" | "containers" | "alb" | "endpoint" | "database", ec2.SecurityGroup>
  >;

  constructor(scope: Construct) {
    super(scope, { system: "directory", layer: "networking" });
    this.vpc = threeTierVpc(this, {
      name: this.prefix,
      cidr: "10.0.0.0/16",
      cidrMask: 20,
      roomToGrow: true,
    });
    this.groups = {
      lambda: this.makeGroup("lambda", "Functions of the directory"),
      containers: this.makeGroup("containers", "Containers of the page", { allowAllOutbound: true }),
      alb: this.makeGroup("alb", "Load balancer of the page"),
      endpoint: this.makeGroup("endpoint", "Interface endpoints of AWS services"),
      database: this.makeGroup("database", "Database of the directory"),
    };
    this.writeRules();
    this.makeEndpoint();
  }

  private writeRules(): void {
    const { lambda, containers, alb, endpoint, database } = this.groups;
    lambda.connections.allowTo(endpoint, https, "Functions read secrets");
    lambda.addIngressRule(endpoint, https, "Endpoint to function");
    lambda.connections.allowTo(database, mysql, "Functions query");
    alb.addIngressRule(ec2.Peer.anyIpv4(), http, "HTTP from visitors");
    alb.addIngressRule(ec2.Peer.anyIpv4(), https, "HTTPS from visitors");
    alb.connections.allowTo(containers, http, "Requests from the load balancer");
  }

  private makeEndpoint(): void {
    const endpoint = new ec2.InterfaceVpcEndpoint(this, "SecretsManager", {
      vpc: this.vpc,
      service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      subnets: { subnetGroupName: tiers.app },
      securityGroups: [this.groups.endpoint],
      open: false,
    });
    endpoint.addToPolicy(
      new iam.PolicyStatement({
        sid: "DirectorySecrets",
        principals: [new iam.AnyPrincipal()],
        actions: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
        resources: [
          `arn:aws:secretsmanager:${this.region}:*:secret:${this.prefix}-*`,
          `arn:aws:secretsmanager:${this.region}:*:secret:rds!db-*`,
        ],
        conditions: { StringEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" } },
      }),
    );
  }

  private makeGroup(
    role: string,
    description: string,
    { allowAllOutbound = false }: { readonly allowAllOutbound?: boolean } = {},
  ): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, `${role}-group`, {
      vpc: this.vpc,
      securityGroupName: `${this.prefix}-${role}`,
      description,
      allowAllOutbound,
    });
  }
}
