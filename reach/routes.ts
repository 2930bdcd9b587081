import { z } from "zod";
import { ReachError } from "./reach-error";
import { placeOf, type Resource, type Resources, read } from "./resources";

/** Where a subnet's packets for the internet go. */
export type WayOut =
  | { readonly through: "internet gateway" }
  | { readonly through: "nat gateway"; readonly name: string; readonly zone: string }
  /** `why` where somebody meant there to be a way. */
  | { readonly through: "nothing"; readonly why?: string };

/** Every argument is listed: one that isn't might bring IPv6, a second range or a way past the routes. */
const shapes = {
  internetGateway: z.strictObject({ vpc_id: z.string() }),
  natGateway: z.strictObject({
    subnet_id: z.string(),
    allocation_id: z.string(),
    connectivity_type: z.literal("public").optional(),
  }),
  routeTable: z.strictObject({ vpc_id: z.string() }),
  association: z.strictObject({ subnet_id: z.string(), route_table_id: z.string() }),
  route: z
    .strictObject({
      route_table_id: z.string(),
      destination_cidr_block: z.literal("0.0.0.0/0"),
      gateway_id: z.string().optional(),
      nat_gateway_id: z.string().optional(),
    })
    .refine(
      ({ gateway_id, nat_gateway_id }) => (gateway_id === undefined) !== (nat_gateway_id === undefined),
      {
        message: "a route leads to one internet gateway or to one NAT gateway",
      },
    ),
};
const place = z.object({ vpc_id: z.string(), availability_zone: z.string() });

/** The routes of a system. Within a VPC each subnet reaches each other: AWS's `local` route can't be taken away. */
export class Routes {
  private readonly tables: ReadonlyMap<Resource, Resource>;
  private readonly defaultRoutes: ReadonlyMap<Resource, Resource>;

  constructor(private readonly resources: Resources) {
    for (const table of resources.ofType("aws_route_table")) read(table, shapes.routeTable);
    this.tables = oneEach(
      resources.ofType("aws_route_table_association").map((association) => {
        const { subnet_id, route_table_id } = read(association, shapes.association);
        return [
          resources.target(association, "subnet_id", subnet_id, "aws_subnet"),
          resources.target(association, "route_table_id", route_table_id, "aws_route_table"),
        ];
      }),
      "is on two route tables",
    );
    this.defaultRoutes = oneEach(
      resources.ofType("aws_route").map((route) => {
        const { route_table_id } = read(route, shapes.route);
        return [resources.target(route, "route_table_id", route_table_id, "aws_route_table"), route];
      }),
      "has two default routes",
    );
  }

  /** Undefined for a subnet on the VPC's main table, which has no route but the VPC's own. */
  tableOf(subnet: Resource): Resource | undefined {
    return this.tables.get(subnet);
  }

  wayOutOf(subnet: Resource): WayOut {
    const table = this.tableOf(subnet);
    const route = table && this.defaultRoutes.get(table);
    if (route === undefined) return { through: "nothing" };
    const { gateway_id, nat_gateway_id } = read(route, shapes.route);
    return gateway_id === undefined
      ? this.throughNat(this.resources.target(route, "nat_gateway_id", nat_gateway_id, "aws_nat_gateway"))
      : this.throughInternetGateway(
          subnet,
          this.resources.target(route, "gateway_id", gateway_id, "aws_internet_gateway"),
        );
  }

  private throughInternetGateway(subnet: Resource, gateway: Resource): WayOut {
    const attachedTo = read(gateway, shapes.internetGateway).vpc_id;
    return this.vpcOf(gateway, attachedTo) === this.vpcOf(subnet, read(subnet, place).vpc_id)
      ? { through: "internet gateway" }
      : { through: "nothing", why: `${gateway.name} belongs to another VPC` };
  }

  /** A NAT gateway leads out only if the subnet that it stands in does so by itself. */
  private throughNat(nat: Resource): WayOut {
    const home = this.resources.target(
      nat,
      "subnet_id",
      read(nat, shapes.natGateway).subnet_id,
      "aws_subnet",
    );
    const wayOut = this.wayOutOf(home);
    return wayOut.through === "internet gateway"
      ? { through: "nat gateway", name: nat.name, zone: read(home, place).availability_zone }
      : { through: "nothing", why: `${nat.name} stands in ${home.name}, which has no internet gateway` };
  }

  private vpcOf(owner: Resource, id: string): Resource {
    return this.resources.target(owner, "vpc_id", id, "aws_vpc");
  }
}

function oneEach(
  pairs: readonly (readonly [Resource, Resource])[],
  complaint: string,
): Map<Resource, Resource> {
  const map = new Map<Resource, Resource>();
  for (const [key, value] of pairs) {
    if (map.has(key)) throw new ReachError(`${placeOf(key)} ${complaint}: AWS takes one`);
    map.set(key, value);
  }
  return map;
}
