import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import getPort from "get-port";

/** A memcached cluster as ElastiCache has them: real nodes, and a configuration endpoint that names them. */
export interface CacheCluster {
  /** Host and port, as the machines reach it. */
  readonly endpoint: string;
  /** Each node's figure of `stats`, e.g. `get_hits`. */
  statistics(name: string): Promise<number[]>;
  /** The same of one node, when another one no longer answers. */
  statisticsOf(node: number, name: string): Promise<number>;
  /** Ends one node, or freezes it: it then takes connections and never answers. */
  end(node: number, how: "SIGKILL" | "SIGSTOP"): void;
  close(): Promise<void>;
}

/** Starts as many nodes as asked for. */
export async function startCacheCluster(nodeCount: number): Promise<CacheCluster> {
  const ports = await Promise.all(Array.from({ length: nodeCount }, () => getPort()));
  const nodes = ports.map(startNode);
  await Promise.all(ports.map(waitUntilListening));
  const configuration = await startConfigurationEndpoint(ports);
  const address = configuration.address();
  if (address === null || typeof address === "string")
    throw new Error("the configuration endpoint has no port");
  return {
    endpoint: `cache.test:${address.port}`,
    statistics: (name) => Promise.all(ports.map((port) => figure(port, name))),
    statisticsOf: (node, name) => figure(ports[node] ?? Number.NaN, name),
    end: (node, how) => {
      nodes[node]?.kill(how);
    },
    close: async () => {
      for (const node of nodes) node.kill("SIGKILL");
      configuration.close();
    },
  };
}

async function figure(port: number, name: string): Promise<number> {
  const [, value] = new RegExp(`STAT ${name} (\\d+)`).exec(await ask(port, "stats", "END")) ?? [];
  return Number(value ?? Number.NaN);
}

function startNode(port: number): ChildProcess {
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  return spawn("memcached", ["-l", "127.0.0.1", "-p", String(port), "-U", "0", ...user], { stdio: "ignore" });
}

/** `config get cluster`, as the ElastiCache User Guide gives it under "Auto Discovery". */
async function startConfigurationEndpoint(ports: readonly number[]): Promise<Server> {
  const list = `12\n${ports.map((port) => `cache.test||${port}`).join(" ")}\n`;
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", (data) => {
      const known = data.toString().trim() === "config get cluster";
      socket.write(known ? `CONFIG cluster 0 ${list.length}\r\n${list}\r\nEND\r\n` : "ERROR\r\n");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function ask(port: number, question: string, end: string): Promise<string> {
  return new Promise((done, failed) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(`${question}\r\n`));
    socket.on("error", failed);
    socket.on("data", (data) => {
      answer += data.toString();
      if (answer.includes(end)) socket.end(() => done(answer));
    });
  });
}

async function waitUntilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const there = await ask(port, "version", "VERSION").then(
      () => true,
      () => false,
    );
    if (there) return;
    await sleep(25);
  }
  throw new Error(`memcached does not listen on port ${port}`);
}
