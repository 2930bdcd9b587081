import { physicalName } from "../../config/physical-names";
import { MetricAlarm, type MetricAlarmProps } from "../../modules/metric-alarm";
import type { LayerStack } from "../base/layer-stack";

/** Adds one of the directory's alarms to a layer, under the name and with the actions that all of them have. */
export function addAlarm(
  layer: LayerStack,
  role: string,
  alarm: Omit<MetricAlarmProps, "name" | "actions">,
): void {
  new MetricAlarm(layer, `alarm-${role}`, {
    ...alarm,
    name: physicalName("alarm", "directory", layer.settings.environment, role),
    actions: layer.settings.directory.alarmActions,
  });
}
