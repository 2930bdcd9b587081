import { describe, expect, it } from "vitest";
import { directoryProblems } from "../problems-of";

describe("storage", () => {
  it.each([
    [100, 100],
    [100, 110],
    [20, 22],
  ])("may grow from %i to %i GiB", (allocatedStorageGib, maxAllocatedStorageGib) => {
    expect(directoryProblems({ database: { allocatedStorageGib, maxAllocatedStorageGib } })).toEqual([]);
  });

  it.each([
    [100, 50, "write 100 or 110, or lower allocatedStorageGib"],
    [100, 109, "write 100 or 110, or lower allocatedStorageGib"],
    [25, 27, "write 25 or 28, or lower allocatedStorageGib"],
  ])("may not grow from %i to %i GiB: %s", (allocatedStorageGib, maxAllocatedStorageGib, hint) => {
    expect(directoryProblems({ database: { allocatedStorageGib, maxAllocatedStorageGib } })).toEqual([
      {
        key: "directory.database.maxAllocatedStorageGib",
        given: maxAllocatedStorageGib,
        allowed: expect.stringContaining("at least a tenth more"),
        hint,
      },
    ]);
  });
});

describe("performance insights", () => {
  it.each(["db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"])(
    "are not to be had with %s",
    (instanceClass) => {
      expect(directoryProblems({ database: { instanceClass, performanceInsights: true } })).toEqual([
        {
          key: "directory.database.performanceInsights",
          given: true,
          allowed: expect.stringContaining(`false with ${instanceClass}`),
          hint: `switch it off, or choose ${instanceClass.replace(/\.\w+$/, ".medium")} or larger`,
        },
      ]);
    },
  );

  it.each(["db.t4g.medium", "db.m7g.large"])("are to be had with %s", (instanceClass) => {
    expect(directoryProblems({ database: { instanceClass, performanceInsights: true } })).toEqual([]);
  });
});

describe("connections", () => {
  it.each([
    ["db.t4g.micro", 50],
    ["db.t3.medium", 230],
    ["db.m7g.large", 470],
    ["db.r6g.xlarge", 1910],
    ["db.m7g.2xlarge", 1910],
  ])("%s serves at most %i executions at once", (instanceClass, most) => {
    const withConcurrency = (reservedConcurrency: number | null) =>
      directoryProblems({ database: { instanceClass }, api: { reservedConcurrency } });
    expect(withConcurrency(most)).toEqual([]);
    expect(withConcurrency(null)).toEqual([]);
    expect(withConcurrency(most + 1)).toEqual([
      {
        key: "directory.api.reservedConcurrency",
        given: most + 1,
        allowed: `at most ${most} with ${instanceClass}: each execution holds a database connection`,
        hint: `write ${most}, or choose a larger directory.database.instanceClass`,
      },
    ]);
  });
});
