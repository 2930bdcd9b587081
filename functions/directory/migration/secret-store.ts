import { PutSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type DatabaseCredentials, fetchCredentials, SecretError } from "../runtime/secrets";
import { codeOf, MigrationError } from "./migration-error";
import type { CredentialsStore } from "./provide-api-user";

/** The API's credentials in Secrets Manager. Needs GetSecretValue and PutSecretValue on that one secret. */
export class SecretStore implements CredentialsStore {
  readonly #client: SecretsManagerClient;
  readonly #secretId: string;

  constructor(client: SecretsManagerClient, secretId: string) {
    this.#client = client;
    this.#secretId = secretId;
  }

  /** @throws {SecretError} when the secret can't be read; a secret without a usable value is undefined instead */
  async read(): Promise<DatabaseCredentials | undefined> {
    try {
      return await fetchCredentials(this.#client, this.#secretId);
    } catch (error) {
      if (error instanceof SecretError && (error.failure === "missing" || error.failure === "malformed"))
        return undefined;
      throw error;
    }
  }

  /** @throws {MigrationError} naming the secret and the service's error */
  async write({ username, password }: DatabaseCredentials): Promise<void> {
    const SecretString = JSON.stringify({ username, password });
    try {
      await this.#client.send(new PutSecretValueCommand({ SecretId: this.#secretId, SecretString }));
    } catch (error) {
      const name = error instanceof Error ? error.name : codeOf(error);
      throw new MigrationError(
        `secret ${this.#secretId} can't be written: ${name}. The function's role needs secretsmanager:PutSecretValue ` +
          "on it and the use of its key; until then the old value goes on working",
      );
    }
  }
}
