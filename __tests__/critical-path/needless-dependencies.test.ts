import { describe, expect, it } from "vitest";
import type { ConfigurationDocument } from "../../critical-path/configuration-document";
import { layerGraph } from "../../critical-path/layer-graph";
import { needlessDependencies } from "../../critical-path/needless-dependencies";
import { layer } from "./layer";

function needless(document: ConfigurationDocument, dependencies: string[] = []): string[] {
  return needlessDependencies(layer("web", document, dependencies), layerGraph(document)).map(
    ({ kind, address, waitsFor }) => `${kind}: ${address} -> ${waitsFor}`,
  );
}

const role = { aws_iam_role: { role: { name: "web" } } };
const policy = { aws_iam_role_policy: { policy: { role: "${aws_iam_role.role.name}" } } };

describe("a needless depends_on", () => {
  it("names what the arguments refer to anyway", () => {
    const lambda = { role: "${aws_iam_role.role.arn}", depends_on: ["aws_iam_role.role"] };
    expect(needless({ resource: { ...role, aws_lambda_function: { code: lambda } } })).toEqual([
      "implied: aws_lambda_function.code -> aws_iam_role.role",
    ]);
  });

  it("names what another one leads to, also by way of a local", () => {
    const lambda = { depends_on: ["aws_iam_role.role", "aws_iam_role_policy.policy"] };
    const document = { resource: { ...role, ...policy, aws_lambda_function: { code: lambda } } };
    expect(needless(document)).toEqual(["implied: aws_lambda_function.code -> aws_iam_role.role"]);
    expect(
      needless({
        locals: { role: "${aws_iam_role.role.name}" },
        resource: {
          ...role,
          aws_iam_role_policy: { policy: { role: "${local.role}" } },
          aws_lambda_function: { code: lambda },
        },
      }),
    ).toEqual(["implied: aws_lambda_function.code -> aws_iam_role.role"]);
  });

  it("is found on an output too", () => {
    const output = { name: { value: "${aws_iam_role.role.name}", depends_on: ["aws_iam_role.role"] } };
    expect(needless({ resource: role, output })).toEqual(["implied: output.name -> aws_iam_role.role"]);
  });

  it("isn't one that alone makes something wait, though both wait for the same", () => {
    const lambda = { role: "${aws_iam_role.role.arn}", depends_on: ["aws_iam_role_policy.policy"] };
    expect(needless({ resource: { ...role, ...policy, aws_lambda_function: { code: lambda } } })).toEqual([]);
  });

  it("isn't one of two that don't know of each other", () => {
    const lambda = { depends_on: ["aws_iam_role.role", "aws_sqs_queue.jobs"] };
    expect(
      needless({ resource: { ...role, aws_sqs_queue: { jobs: {} }, aws_lambda_function: { code: lambda } } }),
    ).toEqual([]);
  });
});

describe("an alarm that waits for nothing but a name", () => {
  const queue = { aws_sqs_queue: { jobs: { name: "jobs" } } };
  const alarm = (dimensions: Record<string, string>) => ({
    aws_cloudwatch_metric_alarm: { full: { dimensions } },
  });

  it("is found when the settings say the name", () => {
    expect(
      needless({ resource: { ...queue, ...alarm({ QueueName: "${aws_sqs_queue.jobs.name}" }) } }),
    ).toEqual(["name only: aws_cloudwatch_metric_alarm.full -> aws_sqs_queue.jobs"]);
  });

  it.each([
    ["AWS makes the value", { Queue: "${aws_sqs_queue.jobs.arn}" }],
    [
      "AWS makes one of two values",
      { Queue: "${aws_sqs_queue.jobs.arn}", Name: "${aws_sqs_queue.jobs.name}" },
    ],
    ["the whole resource is read", { Queue: "${jsonencode(aws_sqs_queue.jobs)}" }],
  ])("isn't when %s", (_, dimensions) => {
    expect(needless({ resource: { ...queue, ...alarm(dimensions) } })).toEqual([]);
  });

  it("isn't when the name itself is computed", () => {
    const computed = { aws_sqs_queue: { jobs: { name: "jobs-${terraform_data.id.id}" } } };
    expect(
      needless({ resource: { ...computed, ...alarm({ QueueName: "${aws_sqs_queue.jobs.name}" }) } }),
    ).toEqual([]);
  });

  it("isn't another resource, which AWS may refuse before what it names is there", () => {
    const permission = { function_name: "${aws_lambda_function.code.function_name}" };
    expect(
      needless({
        resource: {
          aws_lambda_function: { code: { function_name: "web" } },
          aws_lambda_permission: { invoke: permission },
        },
      }),
    ).toEqual([]);
  });
});

describe("a layer that waits for another", () => {
  const data = { terraform_remote_state: { shop_networking: { backend: "local" } } };

  it("waits for nothing when it reads none of its outputs", () => {
    expect(needless({ data }, ["shop-networking"])).toEqual(["unread layer: shop-web -> shop-networking"]);
  });

  it("doesn't when it reads one", () => {
    const subnet = { vpc_id: "${data.terraform_remote_state.shop_networking.outputs.vpc_id}" };
    expect(needless({ data, resource: { aws_subnet: { a: subnet } } }, ["shop-networking"])).toEqual([]);
  });
});
