import type { DatabaseCredentials } from "../runtime/secrets";
import { type ApiUser, type ApiUserNames, newCredentials } from "./api-user";
import { MigrationError } from "./migration-error";

/** Where the API finds its credentials. */
export interface CredentialsStore {
  /** What is in use now; undefined while there is nothing usable. */
  read(): Promise<DatabaseCredentials | undefined>;
  write(credentials: DatabaseCredentials): Promise<void>;
}

/** What `provideApiUser` works with. */
export interface ProvideApiUserOptions {
  readonly user: ApiUser;
  readonly names: ApiUserNames;
  readonly store: CredentialsStore;
  /** Whether the database lets these credentials in. */
  readonly canLogIn: (credentials: DatabaseCredentials) => Promise<boolean>;
  /** Replace working credentials by new ones. */
  readonly rotate: boolean;
}

/**
 * Makes the database and the store agree on credentials with the API's rights.
 *
 * A rotation takes the other one of two users: it gets a new password and is proven to log in before it is stored,
 * and the user that it replaces stays as it is. So a request in flight, a pool with open sessions and a function
 * that still has the old value cached all go on; each finds the new value when it next reads the store. The
 * replaced user's password is made useless by the next run without rotation (the next deploy).
 *
 * Cut off at any point, a run leaves a store whose credentials work, and can be run again.
 *
 * @throws {MigrationError} when the store names a user that isn't ours, or the new credentials don't log in
 */
export async function provideApiUser(options: ProvideApiUserOptions): Promise<void> {
  const current = await options.store.read();
  if (current) await restore(current, options);
  if (!current || options.rotate) await replace(current, options);
  else await options.user.retire(otherName(current.username, options.names));
}

/** The store is right: a database restored from a backup, or made anew, gets the user that the store knows. */
async function restore(
  current: DatabaseCredentials,
  { user, names, canLogIn }: ProvideApiUserOptions,
): Promise<void> {
  if (!names.includes(current.username)) {
    throw new MigrationError(
      `the API's secret names the database user "${current.username}", which is none of ours (${names.join(", ")}): ` +
        "it is left alone. Empty the secret to have it filled",
    );
  }
  await user.createUnlessPresent(current);
  if (!(await canLogIn(current))) await user.setPassword(current);
  await user.grant(current.username);
}

async function replace(
  current: DatabaseCredentials | undefined,
  options: ProvideApiUserOptions,
): Promise<void> {
  const { user, names, store, canLogIn } = options;
  const next = newCredentials(current ? otherName(current.username, names) : names[0]);
  await user.createUnlessPresent(next);
  await user.setPassword(next);
  await user.grant(next.username);
  if (!(await canLogIn(next))) {
    throw new MigrationError(
      `the new database user ${next.username} can't log in over TLS; the secret was left as it is`,
    );
  }
  await store.write(next);
}

function otherName(username: string, [first, second]: ApiUserNames): string {
  return username === first ? second : first;
}
