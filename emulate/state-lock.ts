import { CheckFailure } from "./check";
import type { ProgramResult } from "./run-program";

/**
 * The id of the lock for which Terraform refused to do anything.
 *
 * @throws CheckFailure if it did something, or failed for another reason
 */
export function lockThatRefused(command: string, { code, stdout, stderr }: ProgramResult): string {
  if (code === 0) throw new CheckFailure(`${command} went through, though the state was locked:\n${stdout}`);
  const id = /Lock Info:[\s\S]*?ID:\s+([\w-]+)/.exec(stderr)?.[1];
  if (!stderr.includes("Error acquiring the state lock") || id === undefined) {
    throw new CheckFailure(`${command} ended with ${code}, but not for the lock:\n${stderr}`);
  }
  return id;
}
