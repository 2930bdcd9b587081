import { planEnvironment } from "../plan/plan-mode";

/**
 * The environment that cdktf and Terraform deploy in. Nothing of the caller's may lead to an account of AWS, to other
 * settings, to another output folder or to a shared cache of providers.
 *
 * @param environment the caller's
 * @param own what leads to the emulated account, and what else the deployment has for itself
 */
export function deploymentEnvironment(
  environment: NodeJS.ProcessEnv,
  own: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const kept = Object.entries(planEnvironment("offline", environment)).filter(
    ([name]) => !name.startsWith("CDKTF_") && name !== "TF_PLUGIN_CACHE_DIR",
  );
  return {
    ...Object.fromEntries(kept),
    ...own,
    // cdktf would have every `terraform init` share a cache in the user's home, where two at once break each other
    // (https://github.com/hashicorp/terraform/issues/31964). Its option --disable-plugin-cache-env comes too late: cdktf
    // 0.21 asks this variable, before it reads its arguments.
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: "true",
    // No colours, no questions.
    CI: "true",
    FORCE_COLOR: "0",
  };
}
