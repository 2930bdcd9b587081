import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { emulatorMissing } from "./support/emulator";

const script = `
import { startEmulator } from ${JSON.stringify(join(__dirname, "../../scripts/emulator/start-emulator.mjs"))};
const { endpoint, stateFolder, stop } = await startEmulator();
process.on("SIGTERM", stop);
const body = new URLSearchParams({
  Action: "CreateDBInstance", Version: "2014-10-31", DBInstanceIdentifier: "left", DBInstanceClass: "db.t4g.micro",
  Engine: "mysql", EngineVersion: "8.4", AllocatedStorage: "20", MasterUsername: "admin", ManageMasterUserPassword: "true",
});
const Authorization = "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/rds/aws4_request, SignedHeaders=host, Signature=0";
await fetch(endpoint, { method: "POST", headers: { Authorization }, body });
for (;;) {
  const [database] = await (await fetch(endpoint + "/_strata/databases")).json();
  if (database.isRunning) break;
  await new Promise((resolve) => setTimeout(resolve, 50));
}
console.log(JSON.stringify({ endpoint, stateFolder }));
setInterval(() => {}, 1000);
`;

interface Started {
  readonly child: ChildProcess;
  readonly endpoint: string;
  readonly stateFolder: string;
  /** The database server's process. */
  readonly database: number;
}

/** A program that has started the emulated account with a database in it. */
async function startProgram(): Promise<Started> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { endpoint, stateFolder } = JSON.parse(line);
  const [database] = readdirSync(join(stateFolder, "processes")).map(Number);
  if (database === undefined) throw new Error("the database server isn't known to the guard");
  return { child, endpoint, stateFolder, database };
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !condition(); tries++) await sleep(50);
  return condition();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function expectNothingLeft({ endpoint, stateFolder, database }: Started): Promise<void> {
  expect(await until(() => !existsSync(stateFolder))).toBe(true);
  expect(await until(() => !isAlive(database))).toBe(true);
  await expect(fetch(endpoint)).rejects.toThrow();
}

describe.skipIf(emulatorMissing)("the emulated account's end", () => {
  it("leaves nothing when it is stopped", async () => {
    const started = await startProgram();
    expect(isAlive(started.database)).toBe(true);
    started.child.kill("SIGTERM");
    await expectNothingLeft(started);
    started.child.kill("SIGKILL");
  });

  it.each(["SIGINT", "SIGKILL"] as const)("leaves nothing when its starter ends by %s", async (signal) => {
    const started = await startProgram();
    started.child.kill(signal);
    await expectNothingLeft(started);
  });
});
