import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { Construct } from "constructs";
import { LayerStack } from "../../constructs/layer-stack";
import { threeTierVpc } from "../../constructs/three-tier-vpc";

const http = ec2.Port.tcp(80);
const https = ec2.Port.tcp(443);
const mysql = ec2.Port.tcp(3306);
const memcached = ec2.Port.tcp(11211);
const nfs = ec2.Port.tcp(2049);

type Role =
  | "alb"
  | "web"
  | "databaseClient"
  | "database"
  | "cacheClient"
  | "cache"
  | "filesystemClient"
  | "filesystem";

/** The web tier's VPC and its security groups: three pairs of client and server, the load balancer and the instances. */
export class HaWebNetworking extends LayerStack {
  readonly vpc: ec2.Vpc;
  readonly groups: Readonly<Record<Role, ec2.SecurityGroup>>;

  constructor(scope: Construct) {
    super(scope, { system: "ha-web", layer: "networking" });
    this.vpc = threeTierVpc(this, {
      name: this.prefix,
      cidr: "192.168.0.0/16",
      cidrMask: 24,
      roomToGrow: false,
    });
    this.groups = {
      alb: this.makeGroup("alb", "Load balancer of the site"),
      web: this.makeGroup("web", "Web instances"),
      databaseClient: this.makeGroup("database-client", "May reach the database"),
      database: this.makeGroup("database", "Database of the site"),
      cacheClient: this.makeGroup("cache-client", "May reach the cache"),
      cache: this.makeGroup("cache", "Cache of the site"),
      filesystemClient: this.makeGroup("filesystem-client", "May mount the files"),
      filesystem: this.makeGroup("filesystem", "Files of the site"),
    };
    this.writeRules();
  }

  private writeRules(): void {
    const { alb, web, databaseClient, database, cacheClient, cache, filesystemClient, filesystem } =
      this.groups;
    databaseClient.connections.allowTo(database, mysql, "Query the database");
    cacheClient.connections.allowTo(cache, memcached, "Use the cache");
    filesystemClient.connections.allowTo(filesystem, nfs, "Mount the files");
    alb.connections.allowTo(web, http, "Requests of visitors");
    alb.addIngressRule(ec2.Peer.anyIpv4(), http, "HTTP from visitors");
    alb.addIngressRule(ec2.Peer.anyIpv4(), https, "HTTPS from visitors");
    web.addEgressRule(ec2.Peer.anyIpv4(), https, "Packages, WordPress, AWS APIs");
  }

  private makeGroup(role: string, description: string): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, `${role}-group`, {
      vpc: this.vpc,
      securityGroupName: `${this.prefix}-${role}`,
      description,
      allowAllOutbound: false,
    });
  }
}
