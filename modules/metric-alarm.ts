import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";

/** A CloudWatch metric with the resource it is of. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Average`, `Sum`, `Maximum`, `p95`, … */
  readonly statistic: string;
}

export interface MetricAlarmProps {
  readonly name: string;
  /** What is wrong when it rings and what to look at first. */
  readonly description: string;
  readonly metric: Metric;
  readonly comparison: "above" | "below";
  readonly threshold: number;
  /** Minutes the threshold must be crossed without a break. */
  readonly minutes: number;
  /** Whether silence is a failure too. @default false: an idle system is not a broken one */
  readonly missingDataIsFailure?: boolean;
  /** SNS topics told when it rings and when it is over. */
  readonly actions: readonly string[];
}

/** An alarm on one metric, looked at minute by minute. */
export class MetricAlarm extends Construct {
  constructor(scope: Construct, id: string, props: MetricAlarmProps) {
    super(scope, id);
    const { namespace, name, dimensions, statistic } = props.metric;
    const isPercentile = /^p\d/.test(statistic);
    new CloudwatchMetricAlarm(this, "Default", {
      alarmName: props.name,
      alarmDescription: props.description,
      namespace,
      metricName: name,
      dimensions: { ...dimensions },
      ...(isPercentile ? { extendedStatistic: statistic } : { statistic }),
      comparisonOperator: props.comparison === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
      threshold: props.threshold,
      period: 60,
      evaluationPeriods: props.minutes,
      treatMissingData: props.missingDataIsFailure ? "breaching" : "notBreaching",
      ...(props.actions.length > 0
        ? { alarmActions: [...props.actions], okActions: [...props.actions] }
        : {}),
    });
  }
}
