import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type { LayerStack } from "./layer-stack";

export interface AlarmProps {
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  readonly comparison: "above" | "below";
  readonly threshold: number;
  /** How many minutes in a row. */
  readonly minutes: number;
  /** Default: no data is fine. */
  readonly missingDataIsFailure?: boolean;
}

/** What a metric is counted over, in minutes of its own. */
export function metricOf(
  namespace: string,
  dimensionsMap: Record<string, string>,
  metricName: string,
  statistic: string,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace,
    metricName,
    dimensionsMap,
    statistic,
    period: Duration.minutes(1),
  });
}

/** Adds an alarm to a layer, under the name that all of its system have. */
export function addAlarm(layer: LayerStack, role: string, props: AlarmProps): void {
  new cloudwatch.Alarm(layer, `Alarm-${role}`, {
    alarmName: `${layer.prefix}-${role}`,
    alarmDescription: props.description,
    metric: props.metric,
    comparisonOperator:
      props.comparison === "above"
        ? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: props.threshold,
    evaluationPeriods: props.minutes,
    treatMissingData: props.missingDataIsFailure
      ? cloudwatch.TreatMissingData.BREACHING
      : cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}
