import type { Construct } from "constructs";
import { physicalName } from "../../config/physical-names";
import type { Settings } from "../../config/settings";
import { Network } from "../../modules/network";
import { rangeId, SecurityGroup } from "../../modules/security-group";
import { LayerStack } from "../base/layer-stack";
import { networkingContract } from "./contracts";

const http = 80;
const https = 443;
const mysql = 3306;
const memcached = 11211;
const nfs = 2049;

/** The web tier's VPC and its security groups: three pairs of client and server, the load balancer and the instances. */
export class HaWebNetworking extends LayerStack {
  constructor(scope: Construct, settings: Settings) {
    super(scope, { system: "ha-web", layer: "networking", settings });
    const { network: plan, egress } = settings.haWeb;

    const network = new Network(this, "network", {
      name: physicalName("nameTag", "ha-web", settings.environment),
      cidr: plan.cidr,
      zones: plan.availabilityZones,
      natGateways: ({ "nat-per-az": "one-per-zone", nat: "single" } as const)[egress],
    });

    // The groups first, their rules after: they refer to one another.
    const groups = {
      alb: this.makeGroup(network, "alb", "Load balancer of the site"),
      web: this.makeGroup(network, "web", "Web instances"),
      databaseClient: this.makeGroup(network, "database-client", "May reach the database"),
      database: this.makeGroup(network, "database", "Database of the site"),
      cacheClient: this.makeGroup(network, "cache-client", "May reach the cache"),
      cache: this.makeGroup(network, "cache", "Cache of the site"),
      filesystemClient: this.makeGroup(network, "filesystem-client", "May mount the files"),
      filesystem: this.makeGroup(network, "filesystem", "Files of the site"),
    };
    this.connect(groups.databaseClient, groups.database, mysql, "Query the database");
    this.connect(groups.cacheClient, groups.cache, memcached, "Use the cache");
    this.connect(groups.filesystemClient, groups.filesystem, nfs, "Mount the files");
    this.connect(groups.alb, groups.web, http, "Requests of visitors");
    this.admitVisitors(groups.alb);
    // Packages, WordPress and AWS's own APIs, all of them by HTTPS; port 80 stays closed.
    groups.web.allowTo({ id: "anywhere", cidr: "0.0.0.0/0" }, https, "Packages, WordPress, AWS APIs");

    networkingContract.publish(this, {
      vpc_id: network.vpcId,
      public_subnet_ids: network.publicSubnetIds,
      app_subnet_ids: network.appSubnetIds,
      data_subnet_ids: network.dataSubnetIds,
      alb_security_group_id: groups.alb.securityGroupId,
      web_security_group_id: groups.web.securityGroupId,
      database_client_security_group_id: groups.databaseClient.securityGroupId,
      database_security_group_id: groups.database.securityGroupId,
      cache_client_security_group_id: groups.cacheClient.securityGroupId,
      cache_security_group_id: groups.cache.securityGroupId,
      filesystem_client_security_group_id: groups.filesystemClient.securityGroupId,
      filesystem_security_group_id: groups.filesystem.securityGroupId,
    });
  }

  /** Both ends of a way: a client group without its way out reaches nothing. */
  private connect(client: SecurityGroup, server: SecurityGroup, port: number, purpose: string): void {
    client.allowTo(server.asPeer(), port, purpose);
    server.allowFrom(client.asPeer(), port, purpose);
  }

  private admitVisitors(alb: SecurityGroup): void {
    for (const cidr of this.settings.haWeb.ingressCidrs) {
      alb.allowFrom({ id: rangeId(cidr), cidr }, http, "HTTP from visitors");
      alb.allowFrom({ id: rangeId(cidr), cidr }, https, "HTTPS from visitors");
    }
  }

  private makeGroup(network: Network, role: string, description: string): SecurityGroup {
    return new SecurityGroup(this, role, {
      vpcId: network.vpcId,
      name: physicalName("securityGroup", "ha-web", this.settings.environment, role),
      description,
    });
  }
}
