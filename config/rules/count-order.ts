import type { SettingsProblem } from "../settings-problem";

export interface Counts {
  readonly minCount: number;
  readonly desiredCount: number;
  readonly maxCount: number;
}

/** `minCount` ≤ `desiredCount` ≤ `maxCount`, for the group of settings that `key` names. */
export function countsAreInOrder(
  key: string,
  { minCount, desiredCount, maxCount }: Counts,
): SettingsProblem[] {
  if (minCount > maxCount) {
    return [
      {
        key: `${key}.maxCount`,
        given: maxCount,
        allowed: `at least minCount (${minCount})`,
        hint: `write ${minCount} or more, or lower minCount`,
      },
    ];
  }
  if (desiredCount >= minCount && desiredCount <= maxCount) return [];
  return [
    {
      key: `${key}.desiredCount`,
      given: desiredCount,
      allowed: `a whole number from minCount (${minCount}) to maxCount (${maxCount})`,
      hint: `write ${desiredCount < minCount ? minCount : maxCount}, or change ${desiredCount < minCount ? "minCount" : "maxCount"}`,
    },
  ];
}
