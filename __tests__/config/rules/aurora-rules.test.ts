import { describe, expect, it } from "vitest";
import { haWebProblems } from "../problems-of";

describe("performance insights", () => {
  it.each(["db.t3.medium", "db.t3.large"])("are not to be had with %s", (instanceClass) => {
    expect(haWebProblems({ database: { instanceClass, performanceInsights: true } })).toEqual([
      {
        key: "haWeb.database.performanceInsights",
        given: true,
        allowed: expect.stringContaining(`false with ${instanceClass}`),
        hint: `switch it off, or choose ${instanceClass.replace("t3", "t4g")}`,
      },
    ]);
  });

  it.each(["db.t4g.medium", "db.r7g.large"])("are to be had with %s", (instanceClass) => {
    expect(haWebProblems({ database: { instanceClass, performanceInsights: true } })).toEqual([]);
  });
});
