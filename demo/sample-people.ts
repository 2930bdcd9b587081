import { createConnection } from "mysql2/promise";
import { callAccount } from "../emulate/ask-account";
import { databaseTls } from "../functions/directory/runtime/tls";
import { makeCompany } from "../functions/directory/seed/company";
import { fillDirectory } from "../functions/directory/seed/fill-directory";
import type { Emulator } from "../scripts/emulator/start-emulator.mjs";

/** As many as `npm run seed` makes unless told: enough for pages and searches. */
const people = 200;

/** What the data layer tells of the database. */
export interface DatabaseOutputs {
  readonly database_identifier: string;
  readonly database_name: string;
  readonly master_secret_arn: string;
}

/** Loads the made-up company of `npm run seed` into the deployed database, as its master user, over verified TLS. */
export async function loadSamplePeople(account: Emulator, outputs: DatabaseOutputs): Promise<void> {
  const { username, password } = await readSecret(account, outputs.master_secret_arn);
  const { reachedAt, caFile } = await findDatabase(account, outputs.database_identifier);
  const connection = await createConnection({
    ...reachedAt,
    user: username,
    password,
    database: outputs.database_name,
    charset: "utf8mb4",
    ssl: databaseTls(caFile, account.region),
  });
  try {
    await fillDirectory(connection, makeCompany(people));
  } finally {
    connection.destroy();
  }
}

async function readSecret(
  account: Emulator,
  SecretId: string,
): Promise<{ username: string; password: string }> {
  const { SecretString } = await callAccount<{ SecretString: string }>(
    account,
    "secretsmanager",
    "secretsmanager.GetSecretValue",
    { SecretId },
  );
  return JSON.parse(SecretString);
}

interface ReachableDatabase {
  readonly identifier: string;
  readonly reachedAt: { readonly host: string; readonly port: number };
  readonly caFile: string;
}

/** AWS's name of the database leads nowhere from here: the account knows where it really is. */
async function findDatabase(account: Emulator, identifier: string): Promise<ReachableDatabase> {
  const databases: ReachableDatabase[] = await account.admin("databases");
  const database = databases.find((each) => each.identifier === identifier);
  if (!database) throw new Error(`the emulated account has no database ${identifier}`);
  return database;
}
