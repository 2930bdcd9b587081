import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ApiUser, newCredentials } from "../../../../functions/directory/migration/api-user";
import { type DatabaseServer, startDatabaseServer } from "../../../support/database-server";
import { createDirectoryDatabase } from "../../../support/directory-database";

let server: DatabaseServer;

beforeAll(async () => {
  server = await startDatabaseServer();
});
afterAll(() => server.close());

describe("new credentials", () => {
  test("are never the same, fit a server that checks passwords, and need no quoting anywhere", () => {
    const passwords = Array.from({ length: 1000 }, () => newCredentials("someone").password);
    expect(new Set(passwords).size).toBe(1000);
    for (const password of passwords) {
      expect(password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*-)[A-Za-z0-9_-]{36}$/);
    }
  });
});

test.each(["createUnlessPresent", "setPassword"] as const)(
  "an error of %s tells the user's name and the server's code, never the password or the statement",
  async (step) => {
    const directory = await createDirectoryDatabase(server);
    const { username: user, password } = directory.credentials;
    // The API's own user may not set up users: a refusal that is easy to have.
    const connection = await directory.connect({ user, password });
    const credentials = newCredentials("somebody_else");
    const error = await new ApiUser(connection, directory.name)
      [step](credentials)
      .catch((thrown: unknown) => thrown);
    await connection.end();
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(
      /^the API's database user somebody_else can't be set up: ER_\w+ \(\d+\)$/,
    );
    const everything = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
    expect(everything).not.toContain(credentials.password);
    expect(everything).not.toContain("IDENTIFIED");
  },
);
