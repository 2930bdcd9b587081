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
  // The account checks no signature; the service's name in it is what a request is routed by.
  const authorization = `AWS4-HMAC-SHA256 Credential=emulated/20260101/${account.region}/s3/aws4_request, SignedHeaders=host, Signature=0`;
  const ask = async (method: string, path: string) => {
    const answer = await fetch(`${account.endpoint}/${bucket}${path}`, {
      method,
      headers: { Authorization: authorization },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${bucket}${path}: ${answer.status} ${text}`);
    return text;
  };
  const list = await ask("GET", "?versions");
  const versions = [...list.matchAll(/<Key>(.*?)<\/Key>[\s\S]*?<VersionId>(.*?)<\/VersionId>/g)];
  for (const [, key = "", version = ""] of versions) {
    await ask("DELETE", `/${key}?versionId=${encodeURIComponent(version)}`);
  }
  return versions.length;
}
