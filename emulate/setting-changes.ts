import type { Preset, SystemName } from "../config/settings";
import type { Effect } from "../plan/plan-json";
import type { Context } from "./context";

/** What Terraform must do to resources of a layer, by address. */
export type ExpectedEffects = Readonly<Record<string, Exclude<Effect, "none">>>;

/** A changed setting, and all that it may touch. */
export interface SettingChange {
  /** For the table of results. */
  readonly name: string;
  /** Laid over the preset, as in cdktf.json's `context`. */
  readonly context: Context;
  /** By stack. What isn't here must not change at all. */
  readonly expected: Readonly<Record<string, ExpectedEffects>>;
}

const databaseLogGroups: ExpectedEffects = {
  "aws_cloudwatch_log_group.database_error_log": "change",
  "aws_cloudwatch_log_group.database_slowquery_log": "change",
};

const pageLogGroups: ExpectedEffects = {
  "aws_cloudwatch_log_group.page_logs": "change",
  "aws_cloudwatch_log_group.page_measurements": "change",
};

const apiLogGroups: ExpectedEffects = {
  "aws_cloudwatch_log_group.function_logs": "change",
  "aws_cloudwatch_log_group.migration_logs": "change",
  "aws_cloudwatch_log_group.rest_api_access_log": "change",
  "aws_cloudwatch_log_group.rest_api_execution_log": "change",
};

const scalingOfPage = {
  "directory-compute": { "aws_appautoscaling_target.page_scaling": "change" },
} as const;

const scalingOfInstances = {
  "ha-web-compute": {
    "aws_autoscaling_group.web": "change",
    // Its text names the limit.
    "aws_cloudwatch_metric_alarm.alarm_instances_cpu": "change",
  },
} as const;

const anotherContainerPort: SettingChange = {
  name: "another container port",
  context: { directory: { container: { port: 8080 } } },
  expected: {
    "directory-networking": {
      "aws_vpc_security_group_egress_rule.alb_to_containers_80": "destroy",
      "aws_vpc_security_group_egress_rule.alb_to_containers_8080": "create",
      "aws_vpc_security_group_ingress_rule.containers_from_alb_80": "destroy",
      "aws_vpc_security_group_ingress_rule.containers_from_alb_8080": "create",
    },
    "directory-compute": {
      "aws_cloudwatch_metric_alarm.alarm_page_down": "change",
      "aws_cloudwatch_metric_alarm.alarm_page_errors": "change",
      "aws_cloudwatch_metric_alarm.alarm_page_unhealthy": "change",
      "aws_ecs_service.page": "change",
      "aws_ecs_task_definition.page_task": "replace",
      "aws_lb_listener.load_balancer_http": "change",
      "aws_lb_target_group.load_balancer_targets": "replace",
    },
    // It shows the target group by name.
    "directory-api": { "aws_cloudwatch_dashboard.dashboard": "change" },
  },
};

const otherCacheNodes = (nodeType: string): SettingChange => ({
  name: "other cache nodes",
  context: { haWeb: { cache: { nodeType } } },
  expected: {
    "ha-web-data": { "aws_elasticache_cluster.cache": "replace" },
    // A new cluster has a new address, which instances are told at boot.
    "ha-web-compute": {
      "aws_autoscaling_group.web": "change",
      "aws_launch_template.launch_template": "change",
    },
  },
});

/**
 * Three changes a system, from harmless to drastic. They are applied one after another, each on top of the former ones.
 * Whoever adds a resource that depends on one of these settings adds it here.
 */
export const settingChanges: Readonly<
  Record<SystemName, Readonly<Record<Preset, readonly SettingChange[]>>>
> = {
  directory: {
    dev: [
      {
        name: "longer log retention",
        context: { directory: { logRetentionDays: 14 } },
        expected: { "directory-compute": pageLogGroups, "directory-api": apiLogGroups },
      },
      {
        name: "more containers",
        context: { directory: { service: { maxCount: 5 } } },
        expected: scalingOfPage,
      },
      anotherContainerPort,
    ],
    prod: [
      {
        name: "shorter log retention",
        context: { directory: { logRetentionDays: 30 } },
        expected: {
          "directory-data": databaseLogGroups,
          "directory-compute": pageLogGroups,
          "directory-api": apiLogGroups,
        },
      },
      {
        name: "more containers",
        context: { directory: { service: { maxCount: 12 } } },
        expected: scalingOfPage,
      },
      anotherContainerPort,
    ],
  },
  "ha-web": {
    dev: [
      {
        name: "longer log retention",
        context: { haWeb: { logRetentionDays: 14 } },
        expected: { "ha-web-data": databaseLogGroups },
      },
      {
        name: "fewer instances",
        context: { haWeb: { scaling: { maxCount: 2 } } },
        expected: scalingOfInstances,
      },
      otherCacheNodes("cache.t4g.small"),
    ],
    prod: [
      {
        name: "shorter log retention",
        context: { haWeb: { logRetentionDays: 30 } },
        expected: { "ha-web-data": databaseLogGroups },
      },
      {
        name: "more instances",
        context: { haWeb: { scaling: { maxCount: 8 } } },
        expected: scalingOfInstances,
      },
      otherCacheNodes("cache.t4g.medium"),
    ],
  },
};
