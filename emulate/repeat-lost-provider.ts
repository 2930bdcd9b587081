import type { ProgramResult } from "./run-program";

/** Terraform's words, which it calls its own bug: the link to a provider that it has just made isn't seen yet. */
const lostProvider = /after\s+installing\s+(\S+)\s+it\s+is\s+still\s+not\s+detected/;

/**
 * Runs something that starts with `terraform init`, once more if the first one couldn't see the provider that it had just
 * installed: a rare failure of the machine's, before anything is planned or deployed, seen once in some hundred
 * rehearsals (https://github.com/hashicorp/terraform/issues/26562 tells of it too). A second such failure stands.
 */
export async function repeatLostProvider(
  run: () => Promise<ProgramResult>,
  say: (text: string) => void,
): Promise<ProgramResult> {
  const result = await run();
  if (result.code === 0) return result;
  const lost = lostProvider.exec(`${result.stdout}\n${result.stderr}`);
  if (lost === null) return result;
  say(`terraform init didn't see ${lost[1]}, which it had just installed; once more …`);
  return run();
}
