import { devNull } from "node:os";

/**
 * What a plan is held against.
 * - `offline`: nothing. No account is asked and no state read, as if nothing were deployed.
 * - `live`: the states in the configured backend, and the account whose credentials Terraform finds.
 */
export type PlanMode = "offline" | "live";

/** No machine's role, no configuration and no credentials of the user's home. */
const withoutProfiles = {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
};

/**
 * The environment Terraform plans in. A data folder of the caller's would be shared by all layers. Offline, whatever
 * could lead to an account, or change what is planned, is kept from Terraform altogether.
 */
export function planEnvironment(mode: PlanMode, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = mode === "offline" ? /^(AWS_|TF_(DATA_DIR|WORKSPACE|CLI_ARGS|VAR_))/ : /^TF_DATA_DIR$/;
  const kept = Object.entries(environment).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), ...(mode === "offline" ? withoutProfiles : {}) };
}
