import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Construct } from "constructs";

/** One Availability Zone's share of the network. */
export interface NetworkZone {
  /** Full name, e.g. `eu-central-1a`. */
  readonly name: string;
  /** Load balancers and NAT gateways. */
  readonly publicCidr: string;
  /** Containers, instances and functions. */
  readonly appCidr: string;
  /** Databases: no route leads out of the VPC. */
  readonly dataCidr: string;
}

export interface NetworkProps {
  /** Prefix of every Name tag, e.g. `directory-dev`. */
  readonly name: string;
  /** IPv4 range of the VPC. */
  readonly cidr: string;
  /** Two or three zones. */
  readonly zones: readonly NetworkZone[];
  /**
   * NAT gateways for the app subnets: one a zone, a single one in the first zone, or none. A NAT gateway costs about
   * 33 USD a month and 0.045 USD a GB; a single one takes every zone's way out with it when its own zone fails.
   */
  readonly natGateways: "one-per-zone" | "single" | "none";
}

/**
 * A VPC of three tiers: public subnets with a route to the internet gateway, app subnets that leave through NAT (or
 * not at all), data subnets whose route table has no route but the VPC's own.
 *
 * Leaves out IPv6, network ACLs (AWS's default ones stay) and VPC endpoints.
 */
export class Network extends Construct {
  readonly vpcId: string;
  readonly publicSubnetIds: string[];
  readonly appSubnetIds: string[];
  readonly dataSubnetIds: string[];
  /** One a zone; gateway endpoints are put on them. */
  readonly appRouteTableIds: string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NetworkProps,
  ) {
    super(scope, id);
    this.vpcId = this.makeVpc();
    this.closeDefaultSecurityGroup();
    const internetGateway = new InternetGateway(this, "internet", {
      vpcId: this.vpcId,
      tags: this.nameTag("internet"),
    });

    const publicRoutes = this.makeRouteTable("public");
    new Route(this, "public-internet", {
      routeTableId: publicRoutes,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: internetGateway.id,
    });
    this.publicSubnetIds = this.makeSubnets(
      "public",
      (zone) => zone.publicCidr,
      () => publicRoutes,
    );

    const natGatewayIds = this.makeNatGateways(internetGateway);
    this.appRouteTableIds = this.props.zones.map((zone) => this.makeRouteTable(`app-${this.letter(zone)}`));
    this.routeAppThroughNat(natGatewayIds);
    this.appSubnetIds = this.makeSubnets(
      "app",
      (zone) => zone.appCidr,
      (index) => this.at(this.appRouteTableIds, index),
    );

    const dataRoutes = this.makeRouteTable("data");
    this.dataSubnetIds = this.makeSubnets(
      "data",
      (zone) => zone.dataCidr,
      () => dataRoutes,
    );
  }

  private makeVpc(): string {
    const vpc = new Vpc(this, "Default", {
      cidrBlock: this.props.cidr,
      // Both are needed for interface endpoints with private DNS.
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: this.props.name },
    });
    return vpc.id;
  }

  /**
   * Adopting the VPC's default group without rules empties it: by default it lets its members reach each other and the
   * world, and whatever is launched without a group gets it (AWS Security Hub control EC2.2).
   */
  private closeDefaultSecurityGroup(): void {
    new DefaultSecurityGroup(this, "default", { vpcId: this.vpcId, tags: this.nameTag("default-closed") });
  }

  private makeSubnets(
    tier: string,
    cidrOf: (zone: NetworkZone) => string,
    routeTableOf: (index: number) => string,
  ): string[] {
    return this.props.zones.map((zone, index) => {
      const id = `${tier}-${this.letter(zone)}`;
      const subnet = new Subnet(this, id, {
        vpcId: this.vpcId,
        cidrBlock: cidrOf(zone),
        availabilityZone: zone.name,
        // Load balancers and NAT gateways bring their own public addresses; nothing else gets one by accident.
        mapPublicIpOnLaunch: false,
        tags: this.nameTag(id),
      });
      new RouteTableAssociation(this, `${id}-association`, {
        subnetId: subnet.id,
        routeTableId: routeTableOf(index),
      });
      return subnet.id;
    });
  }

  private makeRouteTable(role: string): string {
    return new RouteTable(this, `${role}-routes`, { vpcId: this.vpcId, tags: this.nameTag(role) }).id;
  }

  private makeNatGateways(internetGateway: InternetGateway): string[] {
    const count = { "one-per-zone": this.props.zones.length, single: 1, none: 0 }[this.props.natGateways];
    return this.props.zones.slice(0, count).map((zone, index) => {
      const id = `nat-${this.letter(zone)}`;
      const address = new Eip(this, `${id}-address`, { domain: "vpc", tags: this.nameTag(id) });
      return new NatGateway(this, id, {
        allocationId: address.allocationId,
        subnetId: this.at(this.publicSubnetIds, index),
        tags: this.nameTag(id),
        // A NAT gateway made before the internet gateway is attached fails.
        dependsOn: [internetGateway],
      }).id;
    });
  }

  /** Each zone leaves through its own NAT gateway where it has one, so that no zone depends on another's. */
  private routeAppThroughNat(natGatewayIds: readonly string[]): void {
    this.props.zones.forEach((zone, index) => {
      const natGatewayId = natGatewayIds[index] ?? natGatewayIds[0];
      if (natGatewayId === undefined) return;
      new Route(this, `app-${this.letter(zone)}-nat`, {
        routeTableId: this.at(this.appRouteTableIds, index),
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId,
      });
    });
  }

  /** The letter that ends a zone's name; construct ids carry no region, so that a move keeps the addresses. */
  private letter(zone: NetworkZone): string {
    return zone.name.slice(-1);
  }

  private nameTag(role: string): { Name: string } {
    return { Name: `${this.props.name}-${role}` };
  }

  private at(ids: readonly string[], index: number): string {
    const id = ids[index];
    if (id === undefined) throw new Error(`network ${this.node.path} has no zone number ${index + 1}`);
    return id;
  }
}
