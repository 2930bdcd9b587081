import type { Emulator } from "../scripts/emulator/start-emulator.mjs";
import type { TokenFiles } from "./sign-in";

/** A demo that is alive. */
export interface DemoPlace {
  readonly apiUrl: string;
  /** Where the compute layer says the page is. */
  readonly siteUrl: string;
  readonly account: Pick<Emulator, "endpoint" | "region">;
  /** With Terraform's JSON and the states. */
  readonly folder: string;
  /** Of the sample users, where sign-in is on. */
  readonly tokens: TokenFiles | undefined;
  /** How many people there are. */
  readonly people: number;
}

/** What is where, and what to try. */
export function demoReport(place: DemoPlace): string {
  const { apiUrl, siteUrl, account, folder, people } = place;
  return `
The directory is alive, with ${people} people.

  API      ${apiUrl}
  page     ${siteUrl} once there is one: containers don't run here yet
  account  AWS_ENDPOINT_URL=${account.endpoint}, region ${account.region}, any keys
  files    ${folder}

Try:

${commandsToTry(place)
  .map((command) => `  ${command}`)
  .join("\n")}

Ctrl-C ends it and removes everything.`;
}

function commandsToTry({ apiUrl, siteUrl, tokens }: DemoPlace): string[] {
  const as = (role: keyof TokenFiles) =>
    tokens === undefined ? "" : ` -H "Authorization: $(cat ${tokens[role]})"`;
  return [
    `curl '${apiUrl}/health'`,
    `curl${as("viewer")} '${apiUrl}/personnel?limit=5'`,
    `curl${as("viewer")} '${apiUrl}/search?q=smith'`,
    `curl${as("editor")} '${apiUrl}/locations' -H 'Content-Type: application/json' -d '{"name":"Atlantis"}'`,
    `curl${as("viewer")} '${apiUrl}/personnel/export?limit=10'`,
    `curl -i -X OPTIONS '${apiUrl}/personnel' -H 'Origin: ${siteUrl}'`,
    ...(tokens === undefined ? [] : [`curl -i '${apiUrl}/personnel'`]),
  ];
}
