/** CloudWatch's words. */
type Unit = "Milliseconds" | "Count";

/**
 * Makes a writer of log lines from which CloudWatch makes metrics (CloudWatch User Guide, "Specification: Embedded
 * metric format"). A line is one object of JSON; what is neither a metric nor a dimension in it is a plain log field.
 *
 * Written out here, and with all that is the same in every line made beforehand, because it stands in the path of each
 * request: the same line by Powertools for Lambda takes 15 µs of processor time, a tenth of a whole read by primary key.
 *
 * @param units of the metrics, by their names
 * @param dimensions names of the fields that split the metrics; keep to fields of few values
 * @returns writes a line; `fields` must hold the metrics and the dimensions
 */
export function metricsLine(
  namespace: string,
  units: Readonly<Record<string, Unit>>,
  dimensions: readonly string[],
): (fields: Readonly<Record<string, unknown>>) => void {
  const directive = JSON.stringify({
    Namespace: namespace,
    Dimensions: [dimensions],
    Metrics: Object.entries(units).map(([name, unit]) => ({ Name: name, Unit: unit })),
  });
  return (fields) => {
    process.stdout.write(
      `{"_aws":{"Timestamp":${Date.now()},"CloudWatchMetrics":[${directive}]},${JSON.stringify(fields).slice(1)}\n`,
    );
  };
}
