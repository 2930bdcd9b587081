import { physicalName } from "../../config/physical-names";
import { MetricAlarm, type MetricAlarmProps } from "../../modules/metric-alarm";
import type { LayerStack } from "./layer-stack";

/** Adds an alarm to a layer, under the name and with the actions that all of its system have. */
export function addAlarm(
  layer: LayerStack,
  role: string,
  alarm: Omit<MetricAlarmProps, "name" | "actions">,
): void {
  new MetricAlarm(layer, `alarm-${role}`, {
    ...alarm,
    name: physicalName("alarm", layer.system, layer.settings.environment, role),
    actions: layer.alarmActions,
  });
}
