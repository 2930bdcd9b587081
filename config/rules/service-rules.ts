import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule } from "./rule";

/** The container service's numbers. */
export const serviceRules: readonly Rule[] = [
  { reads: ["directory.service"], check: countsAreInOrder },
  { reads: ["directory.container.cpu", "directory.container.memoryMib"], check: fargateOffersTheSize },
];

function countsAreInOrder({ directory: { service } }: SettingsInput): SettingsProblem[] {
  const { minCount, desiredCount, maxCount } = service;
  if (minCount > maxCount) {
    return [
      {
        key: "directory.service.maxCount",
        given: maxCount,
        allowed: `at least minCount (${minCount})`,
        hint: `write ${minCount} or more, or lower minCount`,
      },
    ];
  }
  if (desiredCount >= minCount && desiredCount <= maxCount) return [];
  return [
    {
      key: "directory.service.desiredCount",
      given: desiredCount,
      allowed: `a whole number from minCount (${minCount}) to maxCount (${maxCount})`,
      hint: `write ${desiredCount < minCount ? minCount : maxCount}, or change ${desiredCount < minCount ? "minCount" : "maxCount"}`,
    },
  ];
}

interface FargateSize {
  readonly cpu: number;
  readonly memoryMib: readonly number[];
}

/** Amazon ECS developer guide, "Task CPU and memory" of the Fargate launch type, Linux. */
const fargateSizes: readonly FargateSize[] = [
  { cpu: 256, memoryMib: [512, 1024, 2048] },
  { cpu: 512, memoryMib: steps(1024, 4096, 1024) },
  { cpu: 1024, memoryMib: steps(2048, 8192, 1024) },
  { cpu: 2048, memoryMib: steps(4096, 16_384, 1024) },
  { cpu: 4096, memoryMib: steps(8192, 30_720, 1024) },
  { cpu: 8192, memoryMib: steps(16_384, 61_440, 4096) },
  { cpu: 16_384, memoryMib: steps(32_768, 122_880, 8192) },
];

function fargateOffersTheSize({ directory: { container } }: SettingsInput): SettingsProblem[] {
  const { cpu, memoryMib } = container;
  const size = fargateSizes.find((offered) => offered.cpu === cpu);
  if (size === undefined) {
    const offered = fargateSizes.map((each) => each.cpu);
    return [
      {
        key: "directory.container.cpu",
        given: cpu,
        allowed: `what Fargate offers: ${offered.join(", ")}`,
        hint: `the nearest is ${nearest(offered, cpu)}`,
      },
    ];
  }
  if (size.memoryMib.includes(memoryMib)) return [];
  return [
    {
      key: "directory.container.memoryMib",
      given: memoryMib,
      allowed: `what Fargate offers with cpu ${cpu}: ${describeSteps(size.memoryMib)}`,
      hint: `the nearest is ${nearest(size.memoryMib, memoryMib)}`,
    },
  ];
}

function steps(first: number, last: number, step: number): number[] {
  return Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step);
}

function describeSteps(values: readonly number[]): string {
  const [first = 0, second = 0] = values;
  return values.length <= 4
    ? values.join(", ")
    : `${first} to ${values.at(-1)} in steps of ${second - first}`;
}

function nearest(values: readonly number[], wanted: number): number {
  return values.reduce((best, value) => (Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best));
}
