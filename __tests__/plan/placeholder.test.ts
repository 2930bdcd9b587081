import { describe, expect, it } from "vitest";
import { type Layer, readLayers } from "../../plan/layers";
import { outputPlaceholder, type PlannedResources } from "../../plan/output-placeholder";
import { placeholder, type UnknownAttribute } from "../../plan/placeholder";
import { synthesized, variantNames } from "../support/synthesized";

const nothingPlanned = new Map<string, Record<string, unknown>>();

/** Every output of every contract, as if a plan knew no more than what the stack writes. */
const outputs = variantNames.flatMap((variant) =>
  readLayers(synthesized(variant).outdir).flatMap((layer) =>
    Object.entries(layer.document.output ?? {}).map(([name, { value }]) => ({
      variant,
      stack: layer.stack,
      region: layer.region,
      name,
      given: outputPlaceholder(layer, writtenIn(layer), name, value),
    })),
  ),
);

/** The arguments of a layer's resources, by address. Those made of expressions aren't known. */
function writtenIn({ document }: Layer): PlannedResources {
  const resources = Object.entries(document.resource ?? {}).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, args]) => [`${type}.${name}`, literalsOf(args)] as const),
  );
  return new Map(resources);
}

function literalsOf(args: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args as object).filter(([, value]) => !JSON.stringify(value).includes("${")),
  );
}

/** The provider's own pattern of an ARN (`names/verify` in its source), less the partitions that we don't serve. */
const arn = /^arn:aws:[a-z0-9-]+:(?:[a-z]{2}-[a-z]+-\d)?:(?:\d{12})?:.+$/;

/** What an output's name promises. */
const promises: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/_arn$/, arn],
  [/^vpc_id$/, /^vpc-[0-9a-f]{17}$/],
  [/subnet_ids$/, /^subnet-[0-9a-f]{17}$/],
  [/security_group_id$/, /^sg-[0-9a-f]{17}$/],
  [/file_system_id$/, /^fs-[0-9a-f]{17}$/],
  [/^user_pool_id$/, /^[a-z]{2}-[a-z]+-\d_[0-9a-z]{9}$/],
  [/^database_port$/, /^3306$/],
  [/^cache_endpoint$/, /:11211$/],
  [/_url$/, /^(https?:\/\/|\d{12}\.dkr\.ecr\.)[a-z0-9.-]+/],
  [/(address|endpoint|dns_name|host)$/, /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/],
  [/_metric_name$/, /^(app|net|targetgroup)\/[\w-]+\/[0-9a-f]{16}/],
];

describe.each(variantNames)("every output of every contract of %s", (variant) => {
  const ofVariant = outputs.filter((output) => output.variant === variant);

  it("gets a stand-in of the form that its name promises", () => {
    const broken = ofVariant.flatMap(({ stack, name, given }) => {
      const promise = promises.find(([pattern]) => pattern.test(name));
      if (promise === undefined) return [];
      const values = Array.isArray(given) ? given : [given];
      return values
        .filter((value) => !promise[1].test(String(value)))
        .map((value) => `${stack}.${name}: ${value}`);
    });
    expect(broken).toEqual([]);
  });

  it("is in the layer's region where it names one", () => {
    for (const { given, region } of ofVariant) {
      const regions = [...String(given).matchAll(/[a-z]{2}-(?:central|north|south|east|west)+-\d/g)];
      for (const [named] of regions) expect(named).toBe(region);
    }
  });

  it("says more than that it is one", () => {
    expect(ofVariant.filter(({ given }) => /^placeholder-/.test(String(given)))).toEqual([]);
  });

  it("leaves no expression unfilled", () => {
    expect(ofVariant.filter(({ given }) => JSON.stringify(given).includes("${"))).toEqual([]);
  });

  it("is a list where the contract says so, of values that differ", () => {
    for (const { name, given } of ofVariant.filter((output) => /_ids$/.test(output.name))) {
      expect(Array.isArray(given), name).toBe(true);
      expect(new Set(given as unknown[]).size).toBe((given as unknown[]).length);
      expect((given as unknown[]).length).toBeGreaterThanOrEqual(2);
    }
  });
});

it("has no two outputs of a layer that mean different things and look the same", () => {
  const { stacks } = synthesized("dev");
  for (const { name: stack, outputs: written } of stacks) {
    const named = outputs.filter(
      (output) => output.variant === "dev" && output.stack === stack && output.name.endsWith("group_id"),
    );
    const expressions = new Set(named.map(({ name }) => written[name].value));
    expect(new Set(named.map(({ given }) => given)).size).toBe(expressions.size);
  }
});

describe("a placeholder", () => {
  const unknown = (
    type: string,
    attribute: string,
    planned: UnknownAttribute["planned"] = {},
  ): UnknownAttribute => ({
    type,
    name: "thing_one",
    attribute,
    stack: "web-data",
    region: "eu-west-1",
    planned,
  });

  it("is the same in every run", () => {
    expect(placeholder(unknown("aws_vpc", "id"))).toBe(placeholder(unknown("aws_vpc", "id")));
  });

  it("is known for one by its account and its zeros", () => {
    expect(placeholder(unknown("aws_vpc", "id"))).toMatch(/^vpc-0000000[0-9a-f]{10}$/);
    expect(placeholder(unknown("aws_kms_key", "arn"))).toMatch(/^arn:aws:kms:eu-west-1:000000000000:key\//);
  });

  it.each([
    ["aws_db_instance", "port", { engine: "mysql" }, 3306],
    ["aws_rds_cluster", "port", { engine: "aurora-postgresql" }, 5432],
    ["aws_elasticache_cluster", "port", { engine: "memcached" }, 11211],
    ["aws_elasticache_replication_group", "port", { engine: "valkey" }, 6379],
    ["aws_db_instance", "port", { engine: "mysql", port: 3307 }, 3307],
    ["aws_lb_listener", "port", {}, 443],
  ])("of %s's %s with %j is the number %d", (type, attribute, planned, expected) => {
    expect(placeholder(unknown(type, attribute, planned))).toBe(expected);
  });

  it.each([
    ["aws_elasticache_cluster", "configuration_endpoint", { cluster_id: "pages", engine: "memcached" }],
    ["aws_elasticache_cluster", "cluster_address", { cluster_id: "pages" }],
    ["aws_rds_cluster", "endpoint", { cluster_identifier: "pages" }],
    ["aws_rds_cluster", "reader_endpoint", { cluster_identifier: "pages" }],
    ["aws_db_instance", "address", { identifier: "pages" }],
    ["aws_lb", "dns_name", { name: "pages" }],
  ])("of %s's %s is a host called after what the plan knows of it", (type, attribute, planned) => {
    expect(placeholder(unknown(type, attribute, planned))).toMatch(/^pages[.-].*\.amazonaws\.com(:11211)?$/);
  });

  it("tells an application load balancer from a network one", () => {
    expect(placeholder(unknown("aws_lb", "arn"))).toContain(":loadbalancer/app/");
    expect(placeholder(unknown("aws_lb", "arn", { load_balancer_type: "network" }))).toContain(
      ":loadbalancer/net/",
    );
  });

  it("of a type that nobody has thought of is at least an ARN, an address or a text, by the attribute's name", () => {
    expect(placeholder(unknown("aws_dynamodb_table", "stream_arn"))).toMatch(arn);
    expect(placeholder(unknown("aws_mq_broker", "console_url"))).toMatch(/^https:\/\//);
    expect(placeholder(unknown("aws_mq_broker", "dns_name"))).toBe("thing-one.placeholder.example");
    expect(placeholder(unknown("aws_mq_broker", "state"))).toMatch(/^placeholder-[0-9a-f]{17}$/);
  });
});

describe("an output that an expression makes", () => {
  const layer = { stack: "web-compute", region: "eu-west-1" };
  const planned = new Map([["aws_lb.site", { name: "site", load_balancer_type: "application" }]]);

  it("has what the plan knows filled in, and placeholders for the rest", () => {
    const value = "http://${aws_lb.site.dns_name}/${aws_lb.site.name}";
    expect(outputPlaceholder(layer, planned, "site_url", value)).toBe(
      "http://site-placeholder.eu-west-1.elb.amazonaws.com/site",
    );
  });

  it("keeps a number a number", () => {
    const value = "${aws_rds_cluster.mysql.port}";
    expect(outputPlaceholder(layer, nothingPlanned, "database_port", value)).toBe(3306);
  });

  it("looks into functions and lists", () => {
    expect(
      outputPlaceholder(
        layer,
        nothingPlanned,
        "secret_arn",
        "${tolist(aws_db_instance.a.master_user_secret)[0].secret_arn}",
      ),
    ).toMatch(arn);
    expect(
      outputPlaceholder(
        layer,
        nothingPlanned,
        "cache_endpoint",
        "${aws_elasticache_cluster.a.cache_nodes[0].address}",
      ),
    ).toBe("a.placeholder.example");
  });

  it("becomes a list of two when only AWS knows how many there will be", () => {
    const ids = outputPlaceholder(layer, nothingPlanned, "subnet_ids", "${aws_vpc.a.subnet_ids}");
    expect(ids).toHaveLength(2);
    expect(new Set(ids as string[]).size).toBe(2);
  });

  it("falls back to the output's name when it refers to no resource, or in a way that isn't read here", () => {
    const braces = '${{for k, v in aws_lb.all : k => v}["a"]}';
    expect(outputPlaceholder(layer, nothingPlanned, "site_url", braces)).toMatch(/^https:\/\//);
    expect(outputPlaceholder(layer, nothingPlanned, "queue_arn", "${local.queue}")).toMatch(arn);
  });
});
