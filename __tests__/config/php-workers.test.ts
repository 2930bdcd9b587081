import { describe, expect, it } from "vitest";
import { loadSettings } from "../../config/load-settings";
import { phpWorkersPerInstance } from "../../config/php-workers";

describe("PHP processes on each instance", () => {
  // Connections of the class by Aurora's table, less 10, shared among twice as many instances as there may be.
  it.each([
    ["db.t4g.medium", 3, 13],
    ["db.t3.large", 3, 20],
    ["db.r7g.large", 6, 82],
    ["db.r6i.xlarge", 10, 99],
    ["db.r5.16xlarge", 100, 29],
    ["db.x2g.large", 1, 495],
    ["db.r8g.48xlarge", 100, 34],
  ])("of %s with up to %i instances: %i", (instanceClass, maxCount, workers) => {
    expect(phpWorkersPerInstance(instanceClass, maxCount)).toBe(workers);
  });

  it("follow from the settings", () => {
    expect(loadSettings({}).haWeb.instance.maxPhpWorkers).toBe(13);
    expect(loadSettings({ preset: "prod" }).haWeb.instance.maxPhpWorkers).toBe(82);
  });

  it("can't be told of a class that nobody knows", () => {
    expect(() => phpWorkersPerInstance("db.serverless", 1)).toThrow("the Aurora class db.serverless");
  });
});
