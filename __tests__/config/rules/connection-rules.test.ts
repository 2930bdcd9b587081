import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { connectionsPerInstance } from "../../../config/rules/connection-rules";
import { haWebProblems } from "../problems-of";

/** Wide ones, so that it isn't addresses that run out. */
const subnets = {
  public: ["192.168.0.0/24", "192.168.1.0/24"],
  app: ["192.168.64.0/18", "192.168.128.0/18"],
  data: ["192.168.2.0/24", "192.168.3.0/24"],
};

// Connections of the class by Aurora's table, less 10, at 23 an instance.
it.each([
  ["db.t4g.medium", 3],
  ["db.t3.large", 5],
  ["db.r7g.large", 43],
  ["db.x2g.large", 43],
  ["db.r6i.xlarge", 86],
  ["db.r5.2xlarge", 130],
  ["db.r5.4xlarge", 173],
  ["db.r5.8xlarge", 216],
  ["db.r5.16xlarge", 260],
  ["db.r8g.48xlarge", 303],
])("%s has enough connections for at most %i instances", (instanceClass, most) => {
  const withCount = (maxCount: number) =>
    haWebProblems({ subnets, database: { instanceClass }, scaling: { maxCount } });
  expect(withCount(most)).toEqual([]);
  expect(withCount(most + 1)).toEqual([
    {
      key: "haWeb.scaling.maxCount",
      given: most + 1,
      allowed: expect.stringMatching(
        new RegExp(
          `^at most ${most} with ${instanceClass}: it takes \\d+ connections, of which an instance uses`,
        ),
      ),
      hint: `write ${most}, or choose a larger haWeb.database.instanceClass`,
    },
  ]);
});

it("counts the PHP processes that the instances have, and three connections more", () => {
  const workers = /^pm\.max_children = (\d+)$/m.exec(
    readFileSync("instances/ha-web/php-fpm.conf", "utf8"),
  )?.[1];
  expect(Number(workers) + 3).toBe(connectionsPerInstance);
});
