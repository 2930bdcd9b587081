import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import { addressSettings, appSubnetsHold } from "./app-subnet-room";
import { countsAreInOrder } from "./count-order";
import { entriesAreRanges } from "./network-rules";
import type { Rule } from "./rule";

/** The directory's container service: its numbers, its size, its place in the network. */
export const serviceRules: readonly Rule[] = [
  {
    reads: ["directory.service"],
    check: ({ directory }) => countsAreInOrder("directory.service", directory.service),
  },
  { reads: [...addressSettings("directory"), "directory.service"], check: appSubnetsHoldTheTasks },
  { reads: ["directory.container.cpu", "directory.container.memoryMib"], check: fargateOffersTheSize },
  {
    reads: ["directory.containerEgressCidrs"],
    check: ({ directory }) =>
      entriesAreRanges("directory.containerEgressCidrs", directory.containerEgressCidrs),
  },
  { reads: ["directory.containerEgressCidrs", "directory.egress"], check: closedContainersHaveEndpoints },
];

function appSubnetsHoldTheTasks({ directory, region }: SettingsInput): SettingsProblem[] {
  return appSubnetsHold("directory", directory, region, {
    setting: "service.maxCount",
    maxCount: directory.service.maxCount,
    units: "tasks",
    doubledBy: "a deployment takes two a task",
    // One for each of up to four interface endpoints and of two functions.
    otherAddresses: 6,
  });
}

function closedContainersHaveEndpoints({
  directory: { containerEgressCidrs, egress },
}: SettingsInput): SettingsProblem[] {
  if (containerEgressCidrs.length > 0 || egress === "endpoints") return [];
  return [
    {
      key: "directory.containerEgressCidrs",
      given: containerEgressCidrs,
      allowed: `at least one range while directory.egress is "${egress}": images are pulled through the NAT gateway`,
      hint: 'set directory.egress to "endpoints", or allow 0.0.0.0/0',
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
