import { describe, expect, test } from "vitest";
import {
  readDatabaseAddress,
  readDatabaseName,
  requireEnv,
} from "../../../../functions/directory/runtime/environment";

const environment = {
  DATABASE_HOST: "db.example.com",
  DATABASE_NAME: "directory",
  DATABASE_CA_FILE: "/ca.pem",
};

describe("the environment", () => {
  test("says where the database is; the port is MySQL's unless set", () => {
    expect(readDatabaseAddress(environment)).toEqual({
      host: "db.example.com",
      port: 3306,
      database: "directory",
      caFile: "/ca.pem",
    });
    expect(readDatabaseAddress({ ...environment, DATABASE_PORT: " 3307 " }).port).toBe(3307);
  });

  test.each([undefined, "", "  "])("must have what is required: %j is nothing", (value) => {
    expect(() => requireEnv("DATABASE_HOST", { DATABASE_HOST: value })).toThrow(
      "environment variable DATABASE_HOST is not set: the function can't work without it",
    );
  });

  test.each(["127.0.0.1", "::1", "[::1]", "10.0.0.7"])("must name a host, not the address %j", (host) => {
    expect(() => readDatabaseAddress({ ...environment, DATABASE_HOST: host })).toThrow(
      `environment variable DATABASE_HOST is "${host}": give the host's name, because whose certificate it is can't be verified for an address`,
    );
  });

  test.each(["0", "65536", "3306.5", "mysql", "-1"])("must have a port, not %j", (port) => {
    expect(() => readDatabaseAddress({ ...environment, DATABASE_PORT: port })).toThrow(
      `environment variable DATABASE_PORT is "${port}": give a port, a whole number from 1 to 65535`,
    );
  });

  test.each(["1st", "my-db", "my db", "a`b", "a;b", "x".repeat(65)])(
    "must have a plain database name, not %j",
    (name) => {
      expect(() => readDatabaseAddress({ ...environment, DATABASE_NAME: name })).toThrow(
        `environment variable DATABASE_NAME is "${name}": give a letter followed by letters, digits or underscores, at most 64 characters`,
      );
    },
  );

  test("may leave a name to its default, and may limit it", () => {
    expect(readDatabaseName("USER_BASE", "directory_api", 30, {})).toBe("directory_api");
    expect(() => readDatabaseName("USER_BASE", "directory_api", 30, { USER_BASE: "x".repeat(31) })).toThrow(
      "at most 30",
    );
  });
});
