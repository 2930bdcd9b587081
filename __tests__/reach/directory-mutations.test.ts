import { describe, expect, it } from "vitest";
import type { LayerDocument } from "../../reach/layer-document";
import { reachabilityOf } from "../../reach/reachability";
import { type Json, synthesized } from "../support/synthesized";
import { layersOf } from "./layers-of";
import { openPairs } from "./readable";
import { groupPeer, tcpRule } from "./small-system";

/** What of dev's network can be taken away by itself, and which pairs then close: no more and no fewer. */
const closedWithout: Record<string, Record<string, string[]>> = {
  aws_vpc_security_group_ingress_rule: {
    alb_from_anywhere_443: [],
    alb_from_anywhere_80: ["internet → load_balancer 80", "page → load_balancer 80"],
    containers_from_alb_80: ["load_balancer → page 80"],
    database_from_lambda_3306: ["function → database 3306", "migration → database 3306"],
    endpoint_from_lambda_443: ["function → secretsmanager 443", "migration → secretsmanager 443"],
    lambda_from_endpoint_443: [],
  },
  aws_vpc_security_group_egress_rule: {
    alb_to_containers_80: ["load_balancer → page 80"],
    containers_to_anywhere_all: ["page → internet any", "page → load_balancer 80"],
    lambda_to_database_3306: ["function → database 3306", "migration → database 3306"],
    lambda_to_endpoint_443: ["function → secretsmanager 443", "migration → secretsmanager 443"],
  },
  aws_route: {
    network_app_a_nat: ["page → internet any"],
    network_app_b_nat: ["page → internet any"],
    network_public_internet: ["internet → load_balancer 80", "page → internet any"],
  },
  aws_route_table_association: {
    network_app_a_association: ["page → internet any"],
    network_app_b_association: ["page → internet any"],
    network_data_a_association: [],
    network_data_b_association: [],
    // The NAT gateway stands there.
    network_public_a_association: ["internet → load_balancer 80", "page → internet any"],
    network_public_b_association: ["internet → load_balancer 80"],
  },
};

/** Of those, what stays open in a part of the zones. */
const partlyOpenWithout: Record<string, string[]> = {
  network_app_a_nat: ["page → internet any (network_app_b → internet)"],
  network_app_b_nat: ["page → internet any (network_app_a → internet)"],
  network_app_a_association: ["page → internet any (network_app_b → internet)"],
  network_app_b_association: ["page → internet any (network_app_a → internet)"],
  network_public_a_association: ["internet → load_balancer 80 (internet → network_public_b)"],
  network_public_b_association: ["internet → load_balancer 80 (internet → network_public_a)"],
};

const original = layersOf(synthesized("dev"), "directory");
const pairsBefore = openPairs(reachabilityOf(original));

/** The pairs that a change closes and opens. */
function effectOf(change: (resources: Json, layers: LayerDocument[]) => void) {
  const layers = structuredClone(original);
  change(layers.find(({ stack }) => stack === "directory-networking")?.json.resource, layers);
  const pairsAfter = openPairs(reachabilityOf(layers));
  return {
    closed: pairsBefore.filter((pair) => !pairsAfter.includes(pair)),
    opened: pairsAfter.filter((pair) => !pairsBefore.includes(pair)),
  };
}

describe("taking away one thing from the directory's network", () => {
  it("is tried with every rule, route and association that there is", () => {
    for (const [type, byName] of Object.entries(closedWithout)) {
      const present = synthesized("dev").stack("directory-networking").all(type);
      expect(Object.keys(byName).sort()).toEqual(present.map(({ name }) => name).sort());
    }
  });

  const cases = Object.entries(closedWithout).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, closed]) => [name, type, closed] as const),
  );
  it.each(cases)("closes exactly what needs it: %s", (name, type, closed) => {
    expect(effectOf((resources) => delete resources[type][name])).toEqual({
      closed,
      opened: partlyOpenWithout[name] ?? [],
    });
  });

  it("closes the page to visitors when a listener moves to another port", () => {
    const effect = effectOf((_, layers) => {
      const compute: Json = layers.find(({ stack }) => stack === "directory-compute")?.json.resource;
      compute.aws_lb_listener.load_balancer_http.port = 8080;
    });
    expect(effect).toEqual({
      closed: ["internet → load_balancer 80", "page → load_balancer 80"],
      opened: [],
    });
  });
});

describe("adding one thing to the directory's network", () => {
  const ingress = (resources: Json, name: string, args: Json) => {
    resources.aws_vpc_security_group_ingress_rule[name] = args;
  };

  it("opens the database to the page by a single rule, because the page may go everywhere", () => {
    const effect = effectOf((resources) =>
      ingress(resources, "oops", tcpRule("database", 3306, groupPeer("containers"))),
    );
    expect(effect).toEqual({ closed: [], opened: ["page → database 3306"] });
  });

  it("does not open the database to the world by a rule alone: it has no public address", () => {
    const effect = effectOf((resources) =>
      ingress(resources, "oops", tcpRule("database", 3306, { cidr_ipv4: "0.0.0.0/0" })),
    );
    expect(effect).toEqual({ closed: [], opened: ["page → database 3306"] });
  });

  it("opens it with a public address and a public route", () => {
    const effect = effectOf((resources, layers) => {
      ingress(resources, "oops", tcpRule("database", 3306, { cidr_ipv4: "0.0.0.0/0" }));
      const data: Json = layers.find(({ stack }) => stack === "directory-data")?.json.resource;
      data.aws_db_instance.database.publicly_accessible = true;
      for (const association of ["network_data_a_association", "network_data_b_association"]) {
        resources.aws_route_table_association[association].route_table_id =
          "${aws_route_table.network_public_routes.id}";
      }
    });
    expect(effect).toEqual({
      closed: [],
      opened: ["internet → database 3306", "page → database 3306"],
    });
  });
});
