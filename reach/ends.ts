import type { Ipv4Range } from "../config/ipv4-range";
import type { Ports } from "./ports";
import type { Resource } from "./resources";
import type { SecurityGroup } from "./security-groups";
import type { Subnet } from "./subnets";

/** Something that may talk or be talked to: a row or a column of the matrix. */
export type End = Party | OutsideRange | GatewayService;

/** What stands in the network: a load balancer, a service's containers, a database, … */
export interface Party {
  readonly kind: "party";
  readonly name: string;
  readonly resource: Resource;
  /** Where its network interfaces are. */
  readonly places: readonly Place[];
  /** The ports on which it answers; none for what only asks. */
  readonly listens: readonly Ports[];
  /** Whether its interfaces have public addresses, where their subnets lead to an internet gateway. */
  readonly isPublic: boolean;
}

/** A network interface, or several of the same kind: in a subnet, held by security groups. */
export interface Place {
  readonly subnet: Subnet;
  readonly groups: readonly SecurityGroup[];
}

/** Addresses outside of every VPC of the system: the internet, or a part of it that rules name. */
export interface OutsideRange {
  readonly kind: "outside";
  readonly name: string;
  readonly range: Ipv4Range;
}

/** S3 or DynamoDB through a gateway endpoint: reached by the route tables that the endpoint is on. */
export interface GatewayService {
  readonly kind: "service";
  readonly name: string;
  readonly resource: Resource;
  readonly routeTables: readonly Resource[];
  readonly listens: readonly Ports[];
}
