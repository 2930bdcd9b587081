import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule } from "./rule";

/** AWS's limits for tags (AWS general reference, "Tag naming limits and requirements"), and our own keys. */
export const tagRules: readonly Rule[] = [
  { reads: ["tags"], check: tagsAreFew },
  { reads: ["tags"], check: namesAreFree },
  { reads: ["tags"], check: namesAndValuesAreWellFormed },
  { reads: ["tags"], check: namesDifferByMoreThanCase },
];

/** Set on everything by the stacks; `Name` is each resource's own. */
const ownTags = ["System", "Environment", "Layer", "ManagedBy", "Repository", "Name"];
const mostTags = 50 - ownTags.length;

function tagsAreFew({ tags }: SettingsInput): SettingsProblem[] {
  const count = Object.keys(tags).length;
  if (count <= mostTags) return [];
  return [
    {
      key: "tags",
      given: `${count} tags`,
      allowed: `at most ${mostTags}: AWS takes 50 and ${ownTags.length} are ours`,
      hint: `remove ${count - mostTags}`,
    },
  ];
}

function namesAreFree({ tags }: SettingsInput): SettingsProblem[] {
  return Object.keys(tags).flatMap((name) => {
    // Without regard to case, because IAM takes `system` and `System` for the same.
    const own = ownTags.find((tag) => tag.toLowerCase() === name.toLowerCase());
    const reserved = name.toLowerCase().startsWith("aws:")
      ? "AWS keeps names that start with aws:"
      : undefined;
    const reason = own === undefined ? reserved : `${own} is set by Strata itself`;
    return reason === undefined
      ? []
      : [
          {
            key: `tags.${name}`,
            given: tags[name],
            allowed: `another name: ${reason}`,
            hint: "rename or remove it",
          },
        ];
  });
}

const tagText = /^[\p{L}\p{N}\p{Z}_.:/=+@-]*$/u;

function namesAndValuesAreWellFormed({ tags }: SettingsInput): SettingsProblem[] {
  return Object.entries(tags).flatMap(([name, value]) => {
    const problems: SettingsProblem[] = [];
    if (name.length < 1 || name.length > 128 || !tagText.test(name)) {
      problems.push({
        key: `tags.${name}`,
        given: name,
        allowed: "a name of 1 to 128 letters, digits, spaces and _.:/=+-@",
        hint: "rename it",
      });
    }
    if (value.length > 256 || !tagText.test(value)) {
      problems.push({
        key: `tags.${name}`,
        given: value,
        allowed: "a value of up to 256 letters, digits, spaces and _.:/=+-@",
        hint: "shorten it, or replace the other characters",
      });
    }
    return problems;
  });
}

function namesDifferByMoreThanCase({ tags }: SettingsInput): SettingsProblem[] {
  const names = Object.keys(tags);
  return names.flatMap((name, index) => {
    const twin = names.slice(0, index).find((earlier) => earlier.toLowerCase() === name.toLowerCase());
    return twin === undefined
      ? []
      : [
          {
            key: `tags.${name}`,
            given: tags[name],
            allowed: `a name that differs from ${twin} by more than case: IAM takes them for the same`,
            hint: "remove one",
          },
        ];
  });
}
