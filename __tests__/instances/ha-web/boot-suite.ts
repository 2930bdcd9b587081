import type { Connection } from "mysql2/promise";
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { whyNoInstanceBoots } from "../../../scripts/site-programs.mjs";
import { type DatabaseServer, startDatabaseServer } from "../../support/database-server";
import { type CacheCluster, startCacheCluster } from "./cache";
import { Cloud, type CloudOptions, databaseHost } from "./cloud";

/** What a suite of boots works with. Everything ends with the test that made it. */
export interface BootSuite {
  /** The database server, which tests may stop and start. */
  readonly database: () => DatabaseServer;
  /** A site with a database of its own, without instances yet. */
  newCloud(options?: Partial<CloudOptions>): Promise<Cloud>;
  newCache(nodeCount: number): Promise<CacheCluster>;
  /** The rows of a query in the newest cloud's database. */
  query(sql: string): Promise<Record<string, unknown>[]>;
}

/**
 * A suite of tests that boot instances. Where that can't be done its title says why, and it is skipped; in CI it fails.
 */
export function describeBoots(title: string, define: (suite: BootSuite) => void): void {
  const reason = whyNoInstanceBoots();
  if (reason && !process.env.CI) {
    describe.skip(`${title} (not run: ${reason})`, () => define(makeSuite()));
    return;
  }
  describe(title, () => {
    if (reason) throw new Error(`the boot of an instance can't be tested here: ${reason}`);
    define(makeSuite());
  });
}

function makeSuite(): BootSuite {
  let server: DatabaseServer | undefined;
  let databaseName = "";
  const toClose: { close(): Promise<void> }[] = [];
  const database = () => {
    if (!server) throw new Error("the database server is not there yet");
    return server;
  };
  // The certificate is for another name than localhost: these connections are for looking only.
  const connect = (): Promise<Connection> => database().connect({ ssl: { rejectUnauthorized: false } });

  beforeAll(async () => {
    server = await startDatabaseServer({ own: true, certificateHost: databaseHost });
  });
  afterEach(async () => {
    for (const thing of toClose.splice(0).reverse()) await thing.close();
  });
  afterAll(async () => {
    await server?.close();
  });

  return {
    database,
    newCloud: async (options = {}) => {
      databaseName = `site_${Math.random().toString(36).slice(2, 10)}`;
      const connection = await connect();
      await connection.query(`CREATE DATABASE ${databaseName} CHARACTER SET utf8mb4`);
      await connection.end();
      const cloud = new Cloud({ database: database(), databaseName, ...options });
      toClose.push(cloud);
      return cloud;
    },
    newCache: async (nodeCount) => {
      const cache = await startCacheCluster(nodeCount);
      toClose.push(cache);
      return cache;
    },
    query: async (sql) => {
      const connection = await connect();
      try {
        await connection.query(`USE ${databaseName}`);
        const [rows] = await connection.query(sql);
        return rows as Record<string, unknown>[];
      } finally {
        await connection.end();
      }
    },
  };
}
