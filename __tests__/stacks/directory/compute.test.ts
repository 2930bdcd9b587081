import { describe, expect, it } from "vitest";
import { stopTimeoutSeconds } from "../../../modules/fargate-service";
import { type StackDocument, synthesized, type VariantName, variantNames } from "../../support/synthesized";

const compute = (variant: VariantName): StackDocument => synthesized(variant).stack("directory-compute");
const container = (variant: VariantName) =>
  JSON.parse(compute(variant).one("aws_ecs_task_definition").container_definitions)[0];

describe("the image repository (D7)", () => {
  it.each(variantNames)("of %s never lets a tag change its meaning, and scans every push", (variant) => {
    expect(compute(variant).one("aws_ecr_repository")).toMatchObject({
      image_tag_mutability: "IMMUTABLE",
      image_scanning_configuration: { scan_on_push: true },
      encryption_configuration: [{ encryption_type: "AES256" }],
    });
  });

  it("drops interrupted pushes and old images", () => {
    const { rules } = JSON.parse(compute("dev").one("aws_ecr_lifecycle_policy").policy);
    expect(rules.map((rule: { selection: { tagStatus: string } }) => rule.selection.tagStatus)).toEqual([
      "untagged",
      "any",
    ]);
  });

  it("goes with its images in dev only", () => {
    expect(compute("dev").one("aws_ecr_repository").force_delete).toBe(true);
    expect(compute("prod").one("aws_ecr_repository").force_delete).toBe(false);
  });
});

describe("the task (D8)", () => {
  it("runs the image of the repository by tag, or by digest when one is given", () => {
    expect(container("dev").image).toBe("${aws_ecr_repository.repository.repository_url}:0.1.0");
    expect(container("full").image).toBe(
      `\${aws_ecr_repository.repository.repository_url}@sha256:${"0123456789abcdef".repeat(4)}`,
    );
  });

  it.each(variantNames)("of %s has the same port in container, task, target group and rule", (variant) => {
    const port = variant === "narrow" ? 8080 : 80;
    expect(container(variant).portMappings).toEqual([
      { containerPort: port, hostPort: port, protocol: "tcp" },
    ]);
    expect(compute(variant).one("aws_lb_target_group").port).toBe(port);
    expect(compute(variant).one("aws_ecs_service").load_balancer).toMatchObject([{ container_port: port }]);
    expect(container(variant).healthCheck.command[1]).toContain(`127.0.0.1:${port}/`);
  });

  it.each(variantNames)(
    "of %s can't write to its root file system and logs to a group with retention",
    (variant) => {
      expect(container(variant)).toMatchObject({
        readonlyRootFilesystem: true,
        essential: true,
        logConfiguration: {
          logDriver: "awslogs",
          options: { "awslogs-group": "${aws_cloudwatch_log_group.page_logs.name}" },
        },
      });
      const { environment, directory } = synthesized(variant).settings;
      expect(
        compute(variant)
          .all("aws_cloudwatch_log_group")
          .map(({ args }) => [args.name, args.retention_in_days])
          .sort(),
      ).toEqual([
        [`/aws/ecs/containerinsights/directory-${environment}/performance`, directory.logRetentionDays],
        [`directory-${environment}-page`, directory.logRetentionDays],
      ]);
      // ECS would make its own, without our retention, if the cluster came first.
      expect(compute(variant).one("aws_ecs_cluster").depends_on).toEqual([
        "aws_cloudwatch_log_group.page_measurements",
      ]);
    },
  );

  it.each(variantNames)("of %s holds no rights: it has no task role", (variant) => {
    expect(compute(variant).one("aws_ecs_task_definition").task_role_arn).toBeUndefined();
  });
});

describe("the service (D9)", () => {
  it.each(variantNames)("of %s runs two tasks on private addresses of the app subnets", (variant) => {
    expect(compute(variant).one("aws_ecs_service")).toMatchObject({
      desired_count: 2,
      launch_type: "FARGATE",
      network_configuration: {
        assign_public_ip: false,
        subnets: "${data.terraform_remote_state.directory_networking.outputs.app_subnet_ids}",
        security_groups: [
          "${data.terraform_remote_state.directory_networking.outputs.containers_security_group_id}",
        ],
      },
    });
  });

  it.each(variantNames)("of %s rolls a failed deployment back", (variant) => {
    expect(compute(variant).one("aws_ecs_service")).toMatchObject({
      deployment_circuit_breaker: { enable: true, rollback: true },
      deployment_minimum_healthy_percent: 100,
    });
  });

  it.each(variantNames)("of %s leaves the number of tasks to scaling once it runs", (variant) => {
    expect(compute(variant).one("aws_ecs_service").lifecycle).toEqual({ ignore_changes: ["desired_count"] });
    const { service } = synthesized(variant).settings.directory;
    expect(compute(variant).one("aws_appautoscaling_target")).toMatchObject({
      min_capacity: service.minCount,
      max_capacity: service.maxCount,
    });
    expect(
      compute(variant).one("aws_appautoscaling_policy").target_tracking_scaling_policy_configuration
        .target_value,
    ).toBe(service.cpuTargetPercent);
  });

  it("waits for the listener that serves it", () => {
    expect(compute("dev").one("aws_ecs_service").depends_on).toEqual(["aws_lb_listener.load_balancer_http"]);
    expect(compute("full").one("aws_ecs_service").depends_on).toEqual([
      "aws_lb_listener.load_balancer_https",
    ]);
  });

  it("may finish its requests before it is stopped", () => {
    const delay = Number(compute("dev").one("aws_lb_target_group").deregistration_delay);
    expect(delay).toBeLessThan(stopTimeoutSeconds);
    expect(container("dev").stopTimeout).toBe(stopTimeoutSeconds);
  });
});

describe("alarms (C8)", () => {
  it("ring for a page that fails, and for one that is gone altogether", () => {
    const alarms = Object.fromEntries(
      compute("dev")
        .all("aws_cloudwatch_metric_alarm")
        .map(({ args }) => [args.metric_name, args.treat_missing_data]),
    );
    expect(alarms).toEqual({
      HealthyHostCount: "breaching",
      UnHealthyHostCount: "notBreaching",
      HTTPCode_Target_5XX_Count: "notBreaching",
    });
  });
});

describe("the load balancer (D9, D10)", () => {
  it.each(variantNames)(
    "of %s faces the internet from the public subnets and targets addresses",
    (variant) => {
      expect(compute(variant).one("aws_lb")).toMatchObject({
        internal: false,
        load_balancer_type: "application",
        drop_invalid_header_fields: true,
        subnets: "${data.terraform_remote_state.directory_networking.outputs.public_subnet_ids}",
        security_groups: [
          "${data.terraform_remote_state.directory_networking.outputs.alb_security_group_id}",
        ],
      });
      expect(compute(variant).one("aws_lb_target_group")).toMatchObject({
        target_type: "ip",
        name_prefix: "page-",
        lifecycle: { create_before_destroy: true },
      });
    },
  );

  it("is protected from deletion in prod only", () => {
    expect(compute("prod").one("aws_lb").enable_deletion_protection).toBe(true);
    expect(compute("dev").one("aws_lb").enable_deletion_protection).toBe(false);
  });

  it("serves plain HTTP without a domain, and says so", () => {
    expect(
      compute("dev")
        .all("aws_lb_listener")
        .map(({ args }) => args.protocol),
    ).toEqual(["HTTP"]);
    expect(compute("dev").one("aws_lb_listener").default_action).toEqual([
      { type: "forward", target_group_arn: "${aws_lb_target_group.load_balancer_targets.arn}" },
    ]);
    expect(compute("dev").outputs.site_url.value).toBe("http://${aws_lb.load_balancer.dns_name}");
    expect(compute("dev").has("aws_acm_certificate")).toBe(false);
  });

  it.each(["full", "narrow"] as const)("of %s serves HTTPS and redirects HTTP to it", (variant) => {
    expect(compute(variant).one("aws_lb_listener.load_balancer_http").default_action).toEqual([
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } },
    ]);
    expect(compute(variant).one("aws_lb_listener.load_balancer_https")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    });
    expect(compute(variant).outputs.site_url.value).toBe("https://staff.example.com");
    expect(compute(variant).outputs.listener_arn.value).toBe("${aws_lb_listener.load_balancer_https.arn}");
  });

  it("with a zone makes, proves and awaits a certificate, and an alias to itself", () => {
    const stack = compute("full");
    expect(stack.one("aws_acm_certificate")).toMatchObject({
      domain_name: "staff.example.com",
      validation_method: "DNS",
    });
    expect(stack.one("aws_route53_record.certificate_proof").zone_id).toBe("Z0123456789ABCDEFGHIJ");
    expect(stack.one("aws_lb_listener.load_balancer_https").certificate_arn).toBe(
      "${aws_acm_certificate_validation.certificate_validation.certificate_arn}",
    );
    expect(stack.one("aws_route53_record.alias")).toMatchObject({
      name: "staff.example.com",
      type: "A",
      alias: { name: "${aws_lb.load_balancer.dns_name}", zone_id: "${aws_lb.load_balancer.zone_id}" },
    });
  });

  it("with a given certificate and no zone makes neither certificate nor record", () => {
    const stack = compute("narrow");
    expect(stack.one("aws_lb_listener.load_balancer_https").certificate_arn).toBe(
      "arn:aws:acm:us-east-1:123456789012:certificate/0b8f6f6e-2f0c-4a1e-9d6a-7c2f9f6f3a11",
    );
    expect(stack.has("aws_acm_certificate")).toBe(false);
    expect(stack.has("aws_route53_record")).toBe(false);
  });
});

describe("WAF (D16)", () => {
  it("stands before the load balancer when it is on", () => {
    const acl = compute("full").one("aws_wafv2_web_acl");
    expect(acl.scope).toBe("REGIONAL");
    expect(acl.rule.map(({ name }: { name: string }) => name)).toEqual([
      "rate-limit",
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesCommonRuleSet",
      "AWSManagedRulesKnownBadInputsRuleSet",
      "AWSManagedRulesSQLiRuleSet",
    ]);
    expect(acl.rule[0].statement.rate_based_statement.limit).toBe(
      synthesized("full").settings.directory.waf.rateLimit,
    );
    expect(compute("full").one("aws_wafv2_web_acl_association").resource_arn).toBe(
      "${aws_lb.load_balancer.arn}",
    );
  });

  it("does not stop imports larger than its own body limit", () => {
    const common = compute("full")
      .one("aws_wafv2_web_acl")
      .rule.find(({ name }: { name: string }) => name === "AWSManagedRulesCommonRuleSet");
    expect(common.statement.managed_rule_group_statement.rule_action_override).toEqual([
      { name: "SizeRestrictions_BODY", action_to_use: { count: {} } },
    ]);
  });

  it("leaves nothing behind when it is off", () => {
    expect(compute("dev").has("aws_wafv2_web_acl")).toBe(false);
    expect(compute("dev").outputs.web_acl_arn).toBeUndefined();
  });
});
