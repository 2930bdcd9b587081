import { parseArgs } from "node:util";
import { type Connection, type ConnectionOptions, createConnection } from "mysql2/promise";
import { applyMigrations } from "../migration/apply-migrations";
import { describeDatabaseError, isRefusal, MigrationError } from "../migration/migration-error";
import { readMigrations } from "../migration/migration-files";
import { withMigrationLock } from "../migration/migration-lock";
import { useDatabase } from "../migration/use-database";
import { databaseTls, TrustError } from "../runtime/tls";
import { makeCompany } from "./company";
import { fillDirectory, SeedError } from "./fill-directory";

const defaultPeople = 200;
const mostPeople = 10_000_000;

const usage = `Fills a database with a made-up company, the same one each time.

  DATABASE_URL=mysql://user:password@host:3306/directory npm run seed -- [--people N]

  --people N         how many people work there: 1 to ${mostPeople}, ${defaultPeople} unless told
  DATABASE_URL       the database; made unless it's there, brought to the newest schema, and must hold nobody yet
  DATABASE_CA_FILE   PEM file of the authority that signed the server's certificate; only this machine's own
                     server (localhost) may be spoken to without`;

/** What the command gets from its surroundings. */
export interface SeedCommandOptions {
  /** What stands after the command's name. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the directory's SQL files lie. */
  readonly migrationsFolder: string;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
}

/**
 * `npm run seed`.
 *
 * @returns the exit code: 0, or 1 after having printed what is wrong
 */
export async function seedCommand(options: SeedCommandOptions): Promise<number> {
  try {
    const people = readPeople(options.args);
    if (people === undefined) {
      options.print(usage);
      return 0;
    }
    await seed(people, readTarget(options.environment), options);
    return 0;
  } catch (error) {
    options.printError(explain(error));
    return 1;
  }
}

/** @returns undefined when help is asked for */
function readPeople(args: readonly string[]): number | undefined {
  const { people, help } = parse(args);
  if (help) return undefined;
  const count = Number(people);
  if (!/^\d+$/.test(people) || count < 1 || count > mostPeople) {
    throw new SeedError(`--people ${people}: give a whole number from 1 to ${mostPeople}\n\n${usage}`);
  }
  return count;
}

function parse(args: readonly string[]): { people: string; help: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        people: { type: "string", default: String(defaultPeople) },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return { people: values.people ?? "", help: values.help ?? false };
  } catch (error) {
    throw new SeedError(`${(error as Error).message}\n\n${usage}`);
  }
}

interface Target {
  readonly database: string;
  readonly connection: ConnectionOptions;
}

function readTarget(environment: SeedCommandOptions["environment"]): Target {
  const { protocol, hostname, port, username, password, pathname } = parseUrl(environment.DATABASE_URL);
  const database = decodeURIComponent(pathname.slice(1));
  if (protocol !== "mysql:" || !hostname || !database) throw new SeedError(`${badUrl}\n\n${usage}`);
  const host = hostname.replace(/^\[|\]$/g, "");
  const connection: ConnectionOptions = {
    host,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    charset: "utf8mb4",
  };
  const caFile = environment.DATABASE_CA_FILE;
  if (caFile)
    return { database, connection: { ...connection, ssl: databaseTls(caFile, environment.AWS_REGION) } };
  if (["localhost", "127.0.0.1", "::1"].includes(host)) return { database, connection };
  throw new SeedError(
    `DATABASE_CA_FILE is not set: ${host} is another machine, which is spoken to over verified TLS only`,
  );
}

/** Without the URL itself: it holds a password. */
const badUrl = "DATABASE_URL is not of the form mysql://user:password@host:port/database";

function parseUrl(url: string | undefined): URL {
  if (!url) throw new SeedError(`DATABASE_URL is not set\n\n${usage}`);
  try {
    return new URL(url);
  } catch {
    throw new SeedError(`${badUrl}\n\n${usage}`);
  }
}

async function seed(people: number, { database, connection: address }: Target, options: SeedCommandOptions) {
  const start = Date.now();
  const connection = await createConnection(address);
  try {
    const files = await migrate(connection, database, options.migrationsFolder);
    if (files.length > 0) options.print(`applied ${files.join(", ")}`);
    const company = makeCompany(people);
    await fillDirectory(connection, company, (done) => options.print(`${done} of ${people} people sent`));
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    const { departments, locations } = company;
    options.print(
      `${database}: ${people} people in ${departments.length} departments at ${locations.length} locations, in ${seconds} s`,
    );
  } finally {
    connection.destroy();
  }
}

async function migrate(connection: Connection, database: string, folder: string): Promise<readonly string[]> {
  return withMigrationLock(connection, database, 60, async () => {
    await useDatabase(connection, database);
    const { applied } = await applyMigrations(connection, readMigrations(folder));
    return applied;
  });
}

function explain(error: unknown): string {
  const ours = [SeedError, MigrationError, TrustError];
  if (error instanceof Error && ours.some((type) => error instanceof type)) return error.message;
  if (isRefusal(error)) return `the database refused: ${describeDatabaseError(error)}`;
  const message = error instanceof Error ? error.message : "";
  return `no session on the database: ${describeDatabaseError(error)} ${message}`.trim();
}
