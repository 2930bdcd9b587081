import { askAccount } from "./ask-account";
import type { Context } from "./context";
import type { EmulatedDeployment } from "./emulated-deployment";

const bucket = "strata-rehearsal-states";
const stack = "bootstrap";

/** Settings with their states in the bucket. */
export function withStatesInBucket(context: Context): Context {
  return { ...context, backend: { type: "s3", bucket } };
}

function withLocalStates(context: Context): Context {
  return { ...context, backend: { type: "local", bucket } };
}

/** Makes the bucket for states and moves the bootstrap stack's own state into it: docs/state.md, "From local to S3". */
export async function makeStateBucket(deployment: EmulatedDeployment, context: Context): Promise<string> {
  await deployment.configure(withLocalStates(context));
  await deployment.terraform(stack, ["init", "-input=false", "-no-color"]);
  await deployment.terraform(stack, ["apply", "-auto-approve", "-input=false", "-no-color"]);
  await deployment.configure(withStatesInBucket(context));
  await migrateState(deployment);
  return `${bucket}, versioned and encrypted; its own state moved into it`;
}

/** Moves the bootstrap stack's state back, empties the bucket and removes it: docs/state.md, "Back to local". */
export async function removeStateBucket(deployment: EmulatedDeployment, context: Context): Promise<string> {
  await deployment.configure(withLocalStates(context));
  await migrateState(deployment);
  const versions = await emptyBucket(deployment);
  await deployment.terraform(stack, ["destroy", "-auto-approve", "-input=false", "-no-color"]);
  return `${versions} versions of states deleted, then the bucket`;
}

/** Terraform's question whether to copy the state is answered by yes. */
async function migrateState(deployment: EmulatedDeployment): Promise<void> {
  await deployment.terraform(stack, ["init", "-migrate-state", "-force-copy", "-input=false", "-no-color"]);
}

async function emptyBucket({ account }: EmulatedDeployment): Promise<number> {
  const list = await askAccount(account, { service: "s3", path: `/${bucket}?versions` });
  const versions = [...list.matchAll(/<Key>(.*?)<\/Key>[\s\S]*?<VersionId>(.*?)<\/VersionId>/g)];
  for (const [, key = "", version = ""] of versions) {
    const path = `/${bucket}/${key}?versionId=${encodeURIComponent(version)}`;
    await askAccount(account, { service: "s3", method: "DELETE", path });
  }
  return versions.length;
}
