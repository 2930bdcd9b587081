import { readFileSync } from "node:fs";
import { CommandError } from "../command-line/command-error";

/**
 * Where the emulated account serves a deployed API.
 *
 * @param apiUrl as the api layer tells it: `https://<api id>.execute-api.<region>.amazonaws.com/<stage>`
 * @param endpoint the account's own address
 */
export function emulatedApiUrl(apiUrl: string, endpoint: string): string {
  const { hostname, pathname } = new URL(apiUrl);
  return `${endpoint}/_apis/${hostname.split(".")[0]}${pathname.replace(/\/$/, "")}`;
}

/**
 * Asks the API how many people there are.
 *
 * @param tokenFile the file with the token to ask with, where sign-in is on
 * @throws CommandError with what it answered, if that is no number
 */
export async function askDirectory(apiUrl: string, tokenFile: string | undefined): Promise<number> {
  const headers = tokenFile === undefined ? {} : { Authorization: readFileSync(tokenFile, "utf8") };
  const answer = await fetch(`${apiUrl}/personnel?limit=1&count=true`, { headers });
  const text = await answer.text();
  if (!answer.ok) throw new CommandError(`The API is deployed but answers ${answer.status}: ${text}`);
  return (JSON.parse(text) as { meta: { total: number } }).meta.total;
}
