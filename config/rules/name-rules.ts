import {
  longestEnvironment,
  PhysicalNameError,
  type PhysicalNameKind,
  physicalName,
} from "../physical-names";
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
    { kind: "iamRole", role: "api-gateway-logs" },
    { kind: "iamRole", role: "api-function" },
    { kind: "iamRole", role: "migration-function" },
    { kind: "lambda", role: "api" },
    { kind: "lambda", role: "migration" },
    { kind: "restApi" },
    { kind: "userPool" },
    { kind: "webAcl" },
  ],
  "ha-web": [
    { kind: "loadBalancer" },
    // The longest of the cluster's names: each instance's ends with its zone's letter.
    { kind: "databaseIdentifier", role: "c" },
    { kind: "cacheCluster" },
    { kind: "iamRole", role: "instance" },
    { kind: "launchTemplate" },
    { kind: "autoScalingGroup" },
  ],
};

/** One problem a system, whose advice satisfies all of its names. */
function namesFit({ environment, systems }: SettingsInput): SettingsProblem[] {
  return systems.flatMap((system) => {
    const names = namesInUse[system];
    const refusals = names.flatMap(({ kind, role }) =>
      refusalOf(() => physicalName(kind, system, environment, role)),
    );
    const [refusal] = refusals;
    if (refusal === undefined) return [];
    const longest = Math.min(...names.map(({ kind, role }) => longestEnvironment(kind, system, role)));
    return [
      {
        key: "environment",
        given: environment,
        allowed: `at most ${longest} characters, and only what every name of ${system} may hold`,
        hint: refusal,
      },
    ];
  });
}

function refusalOf(make: () => string): string[] {
  try {
    make();
    return [];
  } catch (error) {
    if (error instanceof PhysicalNameError) return [error.message];
    throw error;
  }
}
