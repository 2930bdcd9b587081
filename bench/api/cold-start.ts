import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { proxyEvent } from "../../__tests__/functions/directory/support/proxy-event";
import { median } from "../statistics";
import type { Scene } from "./stage";

export interface ColdStart {
  readonly zipBytes: number;
  /** From the start of a fresh process to its first answer, in milliseconds. */
  readonly total: number;
  /** Of that, loading the function: what Lambda calls init. */
  readonly init: number;
}

const runs = 7;

/** The deployed package itself, in fresh processes; the median of them. */
export async function measureColdStart(packageFile: string, scene: Scene): Promise<ColdStart> {
  const zip = readFileSync(packageFile);
  const folder = mkdtempSync(join(tmpdir(), "strata-cold-start-"));
  try {
    writeFileSync(join(folder, "index.js"), unzipSync(zip)["index.js"] ?? "");
    writeFileSync(join(folder, "run.cjs"), script);
    const results: { total: number; init: number }[] = [];
    for (let run = 0; run < runs; run += 1) results.push(await startOnce(join(folder, "run.cjs"), scene));
    const total = median(results.map((result) => result.total));
    return { zipBytes: zip.length, total, init: median(results.map((result) => result.init)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function startOnce(program: string, scene: Scene): Promise<{ total: number; init: number }> {
  const env = {
    ...process.env,
    ...scene.environment,
    LOG_LEVEL: "SILENT",
    POWERTOOLS_METRICS_DISABLED: "true",
  };
  const start = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  const total = performance.now() - start;
  const { init, status } = JSON.parse(stdout);
  if (status !== 200) throw new Error(`a cold start answers ${status}`);
  return { total, init };
}

const script = `
const start = performance.now();
const { handler } = require("./index.js");
const init = performance.now() - start;
const context = { getRemainingTimeInMillis: () => 28_000 };
handler(${JSON.stringify(proxyEvent("getPerson", { id: 1 }))}, context).then(({ statusCode }) => {
  require("node:fs").writeSync(1, JSON.stringify({ init, status: statusCode }));
  process.exit(0);
});
`;
