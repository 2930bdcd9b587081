import type { Construct } from "constructs";
import { physicalName } from "../../config/physical-names";
import type { Settings } from "../../config/settings";
import { Network } from "../../modules/network";
import { rangeId, SecurityGroup } from "../../modules/security-group";
import { GatewayEndpoint, InterfaceEndpoint } from "../../modules/vpc-endpoints";
import { LayerStack } from "../base/layer-stack";
import { networkingContract } from "./contracts";
import { endpointPolicies } from "./endpoint-policies";

const https = 443;
const mysql = 3306;

/** The directory's VPC, its five security groups and the private ways to AWS's services. */
export class DirectoryNetworking extends LayerStack {
  constructor(scope: Construct, settings: Settings) {
    super(scope, { system: "directory", layer: "networking", settings });
    const { network: plan, egress } = settings.directory;

    const network = new Network(this, "network", {
      name: physicalName("nameTag", "directory", settings.environment),
      cidr: plan.cidr,
      zones: plan.availabilityZones,
      natGateways: ({ "nat-per-az": "one-per-zone", nat: "single", endpoints: "none" } as const)[egress],
    });

    // The groups first, their rules after: they refer to one another.
    const groups = {
      lambda: this.makeGroup(network, "lambda", "Functions of the directory"),
      containers: this.makeGroup(network, "containers", "Containers of the page"),
      alb: this.makeGroup(network, "alb", "Load balancer of the page"),
      endpoint: this.makeGroup(network, "endpoint", "Interface endpoints of AWS services"),
      database: this.makeGroup(network, "database", "Database of the directory"),
    };
    this.wireFunctions(groups);
    this.wirePage(groups);
    this.makeEndpoints(network, groups);

    networkingContract.publish(this, {
      vpc_id: network.vpcId,
      public_subnet_ids: network.publicSubnetIds,
      app_subnet_ids: network.appSubnetIds,
      data_subnet_ids: network.dataSubnetIds,
      lambda_security_group_id: groups.lambda.securityGroupId,
      containers_security_group_id: groups.containers.securityGroupId,
      alb_security_group_id: groups.alb.securityGroupId,
      endpoint_security_group_id: groups.endpoint.securityGroupId,
      database_security_group_id: groups.database.securityGroupId,
    });
  }

  /** Function → endpoint and function → database, both ends written: nothing is open by default. */
  private wireFunctions({ lambda, endpoint, database }: Groups): void {
    lambda.allowTo(endpoint.asPeer(), https, "Read secrets");
    lambda.allowFrom(endpoint.asPeer(), https, "Endpoint to function");
    endpoint.allowFrom(lambda.asPeer(), https, "Functions read secrets");
    lambda.allowTo(database.asPeer(), mysql, "Query the database");
    database.allowFrom(lambda.asPeer(), mysql, "Functions query");
  }

  /** World → load balancer → containers → world. */
  private wirePage({ alb, containers }: Groups): void {
    const { ingressCidrs, containerEgressCidrs, container } = this.settings.directory;
    for (const cidr of ingressCidrs) {
      alb.allowFrom({ id: rangeId(cidr), cidr }, 80, "HTTP from visitors");
      alb.allowFrom({ id: rangeId(cidr), cidr }, https, "HTTPS from visitors");
    }
    alb.allowTo(containers.asPeer(), container.port, "Forward requests");
    containers.allowFrom(alb.asPeer(), container.port, "Requests from the load balancer");
    for (const cidr of containerEgressCidrs) {
      containers.allowAllTo({ id: rangeId(cidr), cidr }, "Outbound traffic of the page");
    }
  }

  /**
   * Functions always read their secret privately. Without NAT the containers need private ways too: to pull their
   * image (ECR's API and registry, its layers in S3) and to write logs.
   */
  private makeEndpoints(network: Network, { containers, endpoint }: Groups): void {
    const { region, environment } = this.settings;
    const policies = endpointPolicies(region, environment);
    const place = { vpcId: network.vpcId, region };
    const makeInterface = (id: string, service: keyof typeof policies.interface) =>
      new InterfaceEndpoint(this, id, {
        ...place,
        service,
        subnetIds: network.appSubnetIds,
        securityGroupId: endpoint.securityGroupId,
        name: physicalName("nameTag", "directory", environment, id),
        policy: policies.interface[service],
      });

    makeInterface("secretsmanager", "secretsmanager");
    if (this.settings.directory.egress !== "endpoints") return;

    makeInterface("ecr-api", "ecr.api");
    makeInterface("ecr-dkr", "ecr.dkr");
    makeInterface("logs", "logs");
    const s3 = new GatewayEndpoint(this, "s3", {
      ...place,
      service: "s3",
      routeTableIds: network.appRouteTableIds,
      name: physicalName("nameTag", "directory", environment, "s3"),
      policy: policies.s3,
    });
    endpoint.allowFrom(containers.asPeer(), https, "Containers pull images and write logs");
    containers.allowTo(endpoint.asPeer(), https, "Pull images and write logs");
    containers.allowTo({ id: "s3", prefixListId: s3.prefixListId }, https, "Image layers lie in S3");
  }

  private makeGroup(network: Network, role: string, description: string): SecurityGroup {
    return new SecurityGroup(this, role, {
      vpcId: network.vpcId,
      name: physicalName("securityGroup", "directory", this.settings.environment, role),
      description,
    });
  }
}

type Groups = Readonly<Record<"lambda" | "containers" | "alb" | "endpoint" | "database", SecurityGroup>>;
