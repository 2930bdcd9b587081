import { callAccount } from "../../../emulate/ask-account";
import type { RunningDemo } from "./running-demo";

/** What befalls the deployed directory, by the calls with which it does on AWS. */
export class AccountFaults {
  constructor(private readonly demo: Pick<RunningDemo, "endpoint" | "region">) {}

  /** Runs the migration function, as a deploy does. */
  migrate(functionName: string): Promise<void> {
    return this.#invoke(functionName, {});
  }

  /** Gives the API another database user (docs/decisions/0007). */
  rotateApiSecret(migrationFunction: string): Promise<void> {
    return this.#invoke(migrationFunction, { rotate: true });
  }

  /** Has RDS give the master user another password. */
  async rotateMasterSecret(SecretId: string): Promise<void> {
    await this.#target("secretsmanager", "secretsmanager.RotateSecret", {
      SecretId,
      RotateImmediately: true,
    });
  }

  /** Which version of a secret is the current one. */
  async versionOf(SecretId: string): Promise<string> {
    const { VersionId } = await this.#target<{ VersionId: string }>(
      "secretsmanager",
      "secretsmanager.GetSecretValue",
      { SecretId },
    );
    return VersionId;
  }

  async rebootDatabase(identifier: string): Promise<void> {
    await this.#form("rds", {
      Action: "RebootDBInstance",
      Version: "2014-10-31",
      DBInstanceIdentifier: identifier,
    });
  }

  /** Ends the database as a power cut does, and starts it again after a while. */
  async crashDatabase(identifier: string, seconds: number): Promise<void> {
    await this.#admin("POST", `databases/${identifier}/kill`);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    await this.#admin("POST", `databases/${identifier}/start`);
  }

  /** Where the database's files are. */
  async databaseFolder(): Promise<string> {
    const [database] = await this.#admin<{ caFile: string }[]>("GET", "databases");
    return database?.caFile.replace(/\/[^/]+$/, "") ?? "";
  }

  /** How long one call may take before Lambda ends the function. */
  async setTimeout(functionName: string, seconds: number): Promise<void> {
    await this.#request("lambda", "PUT", `/2015-03-31/functions/${functionName}/configuration`, {
      Timeout: seconds,
    });
  }

  /** Every secret value that the account has ever had. */
  secrets(): Promise<string[]> {
    return this.#admin("GET", "secrets");
  }

  /** All lines of all log groups. */
  async logs(): Promise<{ name: string; text: string }[]> {
    const { logGroups } = await this.#target<{ logGroups: { logGroupName: string }[] }>(
      "logs",
      "Logs_20140328.DescribeLogGroups",
      {},
    );
    return Promise.all(
      logGroups.map(async ({ logGroupName: name }) => ({ name, text: await this.#linesOf(name) })),
    );
  }

  async #linesOf(logGroupName: string): Promise<string> {
    const pages: string[] = [];
    let nextToken: string | null | undefined;
    do {
      const page: { events: { message: string }[]; nextToken?: string | null } = await this.#target(
        "logs",
        "Logs_20140328.FilterLogEvents",
        { logGroupName, ...(nextToken ? { nextToken } : {}) },
      );
      pages.push(...page.events.map(({ message }) => message));
      nextToken = page.nextToken;
    } while (nextToken);
    return pages.join("\n");
  }

  async #invoke(functionName: string, event: object): Promise<void> {
    const path = `/2015-03-31/functions/${functionName}/invocations`;
    const answer = await this.#request("lambda", "POST", path, event);
    if (answer.headers.has("X-Amz-Function-Error")) throw new Error(await answer.text());
  }

  #target<Answer>(service: string, target: string, body: object): Promise<Answer> {
    return callAccount(this.demo, service, target, body);
  }

  async #form(service: string, parameters: Record<string, string>): Promise<void> {
    await this.#request(service, "POST", "/", new URLSearchParams(parameters));
  }

  async #admin<Answer>(method: string, path: string): Promise<Answer> {
    return (await this.#request("admin", method, `/_strata/${path}`)).json() as Promise<Answer>;
  }

  async #request(service: string, method: string, path: string, body?: object): Promise<Response> {
    const { endpoint, region } = this.demo;
    const answer = await fetch(endpoint + path, {
      method,
      headers: {
        Authorization: `AWS4-HMAC-SHA256 Credential=emulated/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      ...(body === undefined ? {} : { body: body instanceof URLSearchParams ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
