import { longestEnvironment, type PhysicalNameKind, physicalName } from "../physical-names";
import type { SystemName } from "../settings";
import type { SettingsProblem } from "../settings-problem";
import type { SettingsInput } from "../settings-schema";
import type { Rule } from "./rule";

/** Names made of the environment must be ones that AWS takes. */
export const nameRules: readonly Rule[] = [{ reads: ["environment", "systems"], check: namesFit }];

interface NameInUse {
  readonly kind: PhysicalNameKind;
  readonly role?: string;
}

/**
 * The names that each system's stacks make, of the kinds with a limit that an environment could reach. A name
 * missing here is still checked, but only when its stack is built and one at a time.
 */
const namesInUse: Record<SystemName, readonly NameInUse[]> = {
  directory: [
    { kind: "loadBalancer" },
    { kind: "databaseIdentifier" },
    { kind: "secret", role: "api-user" },
    { kind: "ecrRepository", role: "page" },
    { kind: "iamRole", role: "page-execution" },
    { kind: "lambda", role: "api" },
    { kind: "lambda", role: "migrate" },
  ],
};

/** One problem a system, whose advice satisfies all of its names. */
function namesFit({ environment, systems }: SettingsInput): SettingsProblem[] {
  return systems.flatMap((system) => {
    const names = namesInUse[system];
    const refusals = names.flatMap(({ kind, role }) =>
      refusalOf(() => physicalName(kind, system, environment, role)),
    );
    if (refusals[0] === undefined) return [];
    const longest = Math.min(...names.map(({ kind, role }) => longestEnvironment(kind, system, role)));
    const tooLong = environment.length > longest;
    return [
      {
        key: "environment",
        given: environment,
        allowed: tooLong ? `at most ${longest} characters, so that all names of ${system} fit` : refusals[0],
        hint: tooLong ? `${refusals[0]}` : "choose another environment name",
      },
    ];
  });
}

function refusalOf(make: () => string): string[] {
  try {
    make();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
