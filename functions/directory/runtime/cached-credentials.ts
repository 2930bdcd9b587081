import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type DatabaseCredentials, fetchCredentials } from "./secrets";

/**
 * What happened to the cache, for log and metrics: `fetched` the secret was read, `failed` it could not be read,
 * `stale` the last known value was used instead.
 */
export type CacheEvent = "fetched" | "failed" | "stale";

/** How a cache behaves; only the secret must be named. */
export interface CachedCredentialsOptions {
  readonly client: SecretsManagerClient;
  /** The ARN or name of the secret. */
  readonly secretId: string;
  /** How long a value is used without asking again, in milliseconds. @default 300000 */
  readonly timeToLiveMs?: number;
  /** Told of each event; `durationMs` is how long the fetch took. */
  readonly onEvent?: (event: CacheEvent, durationMs: number) => void;
}

/** While the service is down, a stale value is used this long before the service is asked again. */
const staleForMs = 30_000;

/**
 * The database credentials of a secret, fetched once for many requests.
 *
 * Callers at the same time share one fetch. A value past its time is replaced; when that fails the last known one
 * is used on, because it most likely still opens the database. A value that the database refused is forgotten.
 */
export class CachedCredentials {
  readonly #options: CachedCredentialsOptions;
  #value: DatabaseCredentials | undefined;
  #freshUntil = 0;
  #fetching: Promise<DatabaseCredentials> | undefined;

  constructor(options: CachedCredentialsOptions) {
    this.#options = options;
  }

  /**
   * The credentials to log in with.
   *
   * @throws {SecretError} when there is no value, fresh or stale
   */
  async get(): Promise<DatabaseCredentials> {
    if (this.#value && Date.now() < this.#freshUntil) return this.#value;
    try {
      return await this.#fetch();
    } catch (error) {
      if (!this.#value) throw error;
      this.#freshUntil = Date.now() + staleForMs;
      this.#options.onEvent?.("stale", 0);
      return this.#value;
    }
  }

  /**
   * Newer credentials than those that the database refused (error 1045): the password was rotated. Of many callers
   * with the same refused credentials, only the first causes a fetch.
   *
   * @returns the secret's current value, which is the refused one if the secret hasn't changed
   * @throws {SecretError} when the secret can't be read
   */
  async getOtherThan(refused: DatabaseCredentials): Promise<DatabaseCredentials> {
    // A fetch under way may have begun before the rotation: its answer counts only if it's another one.
    await this.#fetching?.catch(() => undefined);
    if (this.#value && !isSame(this.#value, refused)) return this.#value;
    this.#value = undefined;
    return this.#fetch();
  }

  #fetch(): Promise<DatabaseCredentials> {
    this.#fetching ??= this.#fetchNow().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchNow(): Promise<DatabaseCredentials> {
    const { client, secretId, timeToLiveMs = 300_000, onEvent } = this.#options;
    const start = Date.now();
    try {
      this.#value = await fetchCredentials(client, secretId);
      this.#freshUntil = Date.now() + timeToLiveMs;
      onEvent?.("fetched", Date.now() - start);
      return this.#value;
    } catch (error) {
      onEvent?.("failed", Date.now() - start);
      throw error;
    }
  }
}

function isSame(a: DatabaseCredentials, b: DatabaseCredentials): boolean {
  return a.username === b.username && a.password === b.password;
}
