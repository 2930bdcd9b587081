import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import * as esbuild from "esbuild";
import type { RowDataPacket } from "mysql2/promise";
import { afterEach, describe, expect, test, vi } from "vitest";
import { startDatabaseServer } from "./database-server";
import { temporaryFolders } from "./temporary-folders";

const temporaryFolder = temporaryFolders();

afterEach(() => vi.unstubAllEnvs());

describe("a server of one's own", () => {
  test("keeps what was committed, through an orderly end and a crash, on the same port", async () => {
    const server = await startDatabaseServer({ own: true });
    const database = await server.createDatabase();
    const connection = await server.connect({ database });
    await connection.query("CREATE TABLE note (id INT PRIMARY KEY)");
    await connection.query("INSERT INTO note VALUES (1)");
    connection.on("error", () => undefined);

    for (const end of [server.stop, server.kill]) {
      await end();
      await expect(server.connect({ database })).rejects.toThrow();
      await server.start();
      const again = await server.connect({ database });
      const [rows] = await again.query<RowDataPacket[]>("SELECT id FROM note");
      expect(rows).toEqual([{ id: 1 }]);
      await again.end();
    }
    await server.close();
    expect(existsSync(dirname(server.caFile))).toBe(false);
  });

  test("has a master with the rights of RDS's: many, but not over the server", async () => {
    const server = await startDatabaseServer({ own: true });
    const master = await server.connect({ user: server.master.username, password: server.master.password });
    await master.query("CREATE DATABASE mine");
    await expect(master.query("SET GLOBAL max_connections = 10")).rejects.toThrow("denied");
    await master.end();
    await server.close();
  });

  test("ends with the process that started it, even if that is killed", async () => {
    const folder = temporaryFolder();
    const outfile = join(folder, "start.cjs");
    await esbuild.build({
      stdin: {
        contents: `import { startDatabaseServer } from "./database-server";
          startDatabaseServer({ own: true }).then(({ port, caFile }) => console.log(JSON.stringify({ port, caFile })));
          setInterval(() => {}, 1000);`,
        resolveDir: __dirname,
      },
      outfile,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      logLevel: "silent",
    });
    const child = spawn(process.execPath, [outfile], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(child.stdout, "data");
    const { port, caFile } = JSON.parse(String(line));
    expect(await isOpen(port)).toBe(true);

    child.kill("SIGKILL");
    await vi.waitFor(async () => expect(await isOpen(port)).toBe(false), { timeout: 10_000 });
    await vi.waitFor(() => expect(existsSync(dirname(caFile))).toBe(false), { timeout: 10_000 });
  });
});

describe("without a server of one's own", () => {
  test("the one of DATABASE_URL is used, and is not ours to stop", async () => {
    const host = await startDatabaseServer({ own: true });
    vi.stubEnv(
      "DATABASE_URL",
      `mysql://${host.admin.username}:${host.admin.password}@localhost:${host.port}`,
    );
    await expect(startDatabaseServer()).rejects.toThrow("DATABASE_URL without DATABASE_CA_FILE");
    vi.stubEnv("DATABASE_CA_FILE", host.caFile);
    const guest = await startDatabaseServer();
    expect(guest.port).toBe(host.port);
    const connection = await guest.connect({ database: await guest.createDatabase() });
    await connection.end();
    for (const act of [guest.stop, guest.kill, guest.start])
      await expect(act()).rejects.toThrow("isn't ours to stop");
    await guest.close();
    expect(await isOpen(host.port)).toBe(true);
    await host.close();
  });
});

test("a server that doesn't start says why", async () => {
  const start = startDatabaseServer({ own: true, serverOptions: ["--no-such-option"] });
  await expect(start).rejects.toThrow(/the database server did not start; its log:.*no-such-option/s);
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
