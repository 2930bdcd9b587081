import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type { LayerStack } from "./layer-stack";

export interface Graph {
  readonly title: string;
  readonly metrics: cloudwatch.IMetric[];
}

/** Adds a dashboard of line graphs, two a row. */
export function addDashboard(layer: LayerStack, graphs: readonly Graph[]): void {
  const widgets = graphs.map(
    ({ title, metrics }) => new cloudwatch.GraphWidget({ title, left: metrics, width: 12, height: 6 }),
  );
  const rows: cloudwatch.IWidget[][] = [];
  for (let first = 0; first < widgets.length; first += 2) rows.push(widgets.slice(first, first + 2));
  new cloudwatch.Dashboard(layer, "Dashboard", { dashboardName: layer.prefix, widgets: rows });
}
