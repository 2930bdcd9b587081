import { expect, it } from "vitest";
import { creationSeconds, defaultSeconds } from "../../critical-path/creation-times";

it("takes a type that isn't in the table for a call or two", () => {
  expect(creationSeconds("aws_brand_new_thing", {})).toBe(defaultSeconds);
});

it.each<[string, string, object, object]>([
  ["a standby", "aws_db_instance", { multi_az: true }, { multi_az: false }],
  ["DNS host names", "aws_vpc", { enable_dns_hostnames: true }, {}],
  ["interfaces", "aws_vpc_endpoint", { vpc_endpoint_type: "Interface" }, { vpc_endpoint_type: "Gateway" }],
  ["a place in a VPC", "aws_lambda_function", { vpc_config: {} }, {}],
  ["a service's steady state", "aws_ecs_service", { wait_for_steady_state: true }, {}],
  ["healthy instances", "aws_autoscaling_group", { min_elb_capacity: 1 }, { min_elb_capacity: 0 }],
])("counts the wait for %s", (_, type, withIt, withoutIt) => {
  expect(creationSeconds(type, { ...withIt })).toBeGreaterThan(creationSeconds(type, { ...withoutIt }));
});
