import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import type { Metric } from "./metric-alarm";

export interface DashboardProps {
  readonly name: string;
  readonly region: string;
  /** Two graphs a row, in this order. */
  readonly graphs: readonly Graph[];
}

export interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
}

const width = 12;
const height = 6;

/** A CloudWatch dashboard of line graphs. 3 USD a month each beyond the account's third. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new CloudwatchDashboard(this, "Default", {
      dashboardName: props.name,
      dashboardBody: JSON.stringify({
        widgets: props.graphs.map((graph, index) => ({
          type: "metric",
          x: (index % 2) * width,
          y: Math.floor(index / 2) * height,
          width,
          height,
          properties: {
            title: graph.title,
            view: "timeSeries",
            region: props.region,
            period: 60,
            metrics: graph.metrics.map(({ namespace, name, dimensions, statistic }) => [
              namespace,
              name,
              ...Object.entries(dimensions).flat(),
              { stat: statistic },
            ]),
          },
        })),
      }),
    });
  }
}
