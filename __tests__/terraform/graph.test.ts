import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { ConfigurationDocument } from "../../critical-path/configuration-document";
import { type LayerGraph, layerGraph, predecessors } from "../../critical-path/layer-graph";
import { runTerraform } from "../../scripts/terraform.mjs";
import { type RunningProvider, startProvider } from "../support/running-provider";
import { type Json, synthesized } from "../support/synthesized";
import {
  providerFolder,
  providerRequirement,
  quickTerraformEnvironment,
  terraformMissing,
} from "../support/terraform";

const terraform = { required_providers: { aws: providerRequirement } };

/** Whatever may stand in a layer and changes what waits for what, and much that only looks like it. */
const intricate = {
  terraform,
  provider: { aws: [{ region: "eu-west-1" }, { alias: "other", region: "${terraform_data.region.output}" }] },
  variable: { zone: { type: "string", default: "aws_vpc.unread" } },
  locals: {
    direct: "${aws_vpc.read.id}",
    by_way: '${upper("x-${local.direct}-$${aws_vpc.unread.id}")}',
  },
  data: {
    aws_vpc: { given: { id: "${local.by_way}", depends_on: ["aws_eip.a"] } },
    terraform_remote_state: { below: { backend: "local", config: { path: "${aws_eip.a.id}.tfstate" } } },
  },
  resource: {
    terraform_data: {
      region: { input: "eu-west-1" },
      trigger: { input: "aws_vpc.unread.id" },
      memory: {
        input: '${{for name, vpc in {"}" = aws_vpc.each} : name => "${vpc["a"].id}\\"}"}}',
        lifecycle: { replace_triggered_by: ["terraform_data.trigger.output"], ignore_changes: ["input"] },
      },
    },
    aws_vpc: {
      read: { cidr_block: "10.0.0.0/16" },
      unread: { cidr_block: "10.1.0.0/16" },
      each: { for_each: '${toset(["a", aws_eip.a.id])}', cidr_block: "10.2.0.0/16" },
    },
    aws_eip: {
      a: { domain: "vpc", provider: "aws.other" },
      b: {
        domain: "%{ if terraform_data.memory.output != null }${data.aws_vpc.given.id}%{ endif }",
        tags: { note: "$${aws_vpc.unread.id} aws_vpc.unread.id %%{aws_vpc.unread.id}" },
        lifecycle: {
          precondition: [{ condition: '${aws_vpc.each["a"].id != ""}', error_message: "${local.by_way}" }],
        },
      },
    },
    aws_security_group: {
      web: {
        vpc_id: "${data.terraform_remote_state.below.outputs.vpc_id}",
        dynamic: {
          ingress: {
            for_each: "${values(aws_vpc.each)[*].cidr_block}",
            iterator: "range",
            content: { cidr_blocks: ["${range.value}"], from_port: 80, to_port: 80, protocol: "tcp" },
          },
        },
      },
    },
  },
  output: { ready: { value: "${var.zone}", depends_on: ["aws_security_group.web"] } },
} satisfies ConfigurationDocument & Json;

describe.skipIf(terraformMissing)("terraform graph", () => {
  let provider: RunningProvider;
  beforeAll(async () => {
    provider = await startProvider(providerFolder);
  });
  afterAll(() => provider.stop());

  /** The graph that Terraform draws of a layer, in the language of Graphviz. */
  const drawn = async (document: Json): Promise<string> => {
    const folder = mkdtempSync(join(inject("runFolder"), "graph-"));
    writeFileSync(join(folder, "layer.tf.json"), JSON.stringify(document));
    const environment = { ...quickTerraformEnvironment(), ...provider.environment };
    const { code, stdout, stderr } = await runTerraform(folder, ["graph", "-type=plan"], { environment });
    expect(code, stderr).toBe(0);
    return stdout;
  };

  it.concurrent.each(synthesized("full").stacks.map(({ name, json }) => [name, json] as const))(
    "says of %s what we read from its JSON",
    async (_, { terraform: _backend, ...document }) => {
      // Where the state is has no part in the graph, and would have to be initialized.
      expectSame(layerGraph(document), await drawn({ ...document, terraform }));
    },
  );

  it("says the same of whatever Terraform's language allows", async () => {
    expectSame(layerGraph(intricate), await drawn(intricate));
  });
});

/** Terraform leaves out each edge that others lead to, so not the edges are compared but what can be reached by them. */
function expectSame(ours: LayerGraph, dot: string): void {
  const theirs = edgesOf(dot);
  const addresses = [...ours.values()]
    .filter(({ kind }) => kind !== "provider")
    .map(({ address }) => address);
  const reached = (next: (address: string) => Iterable<string>) =>
    Object.fromEntries(
      addresses.map((address) => [
        address,
        [...reachable(address, next)].filter((other) => addresses.includes(other)).sort(),
      ]),
    );
  expect(
    reached((address) => {
      const node = ours.get(address);
      return node === undefined ? [] : predecessors(node);
    }),
  ).toEqual(reached((address) => theirs.get(address) ?? []));
}

/** `"[root] a (expand)" -> "[root] b (expand)"`, with what has no address of its own in between: providers. */
function edgesOf(dot: string): Map<string, string[]> {
  const edges = new Map<string, string[]>();
  for (const [, from = "", to = ""] of dot.matchAll(/^\s*"\[root\] (.+?)" -> "\[root\] (.+?)"$/gm)) {
    const [waiting, awaited] = [from, to].map((name) => name.replace(/ \(expand\)$/, "")) as [string, string];
    edges.set(waiting, [...(edges.get(waiting) ?? []), awaited]);
  }
  return edges;
}

function reachable(
  from: string,
  next: (address: string) => Iterable<string>,
  seen = new Set<string>(),
): Set<string> {
  for (const address of next(from)) {
    if (seen.has(address)) continue;
    seen.add(address);
    reachable(address, next, seen);
  }
  return seen;
}
