import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between the function and the database, as a network does. */
export interface TcpProxy {
  readonly port: number;
  /** How many connections have been made. */
  connections(): number;
  /**
   * Lets so many more pieces of data through, in whichever direction, and fails the connection that brings the next
   * one: `closed` ends it at both sides, `silent` swallows all that comes. Later connections are as good as new.
   */
  failAfter(pieces: number, how: "closed" | "silent"): void;
  /** Lets so many more pieces of data through, and holds the next one up until something else has happened. */
  holdAfter(pieces: number, meanwhile: () => Promise<void>): void;
  /** Whether the piece of data for that has come; from now on all is well. */
  hasFailed(): boolean;
  close(): Promise<void>;
}

/** A fault that waits for its piece of data. */
interface Fault {
  left: number;
  readonly how: "closed" | "silent" | (() => Promise<void>);
}

/**
 * @param port where the database really is
 * @param onConnection awaited before a connection goes on; its number counts from 1
 */
export async function startTcpProxy(
  port: number,
  onConnection: (number: number) => Promise<void> = async () => {},
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let count = 0;
  let fault: Fault | undefined;
  let failed = false;

  const dueFault = (): Fault["how"] | undefined => {
    if (fault === undefined || fault.left-- > 0) return undefined;
    const { how } = fault;
    fault = undefined;
    failed = true;
    return how;
  };
  const server = createServer(async (client) => {
    count += 1;
    client.pause();
    await onConnection(count);
    const upstream = connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    }
    join(client, upstream, dueFault);
    client.resume();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    failAfter: (pieces, how) => {
      fault = { left: pieces, how };
      failed = false;
    },
    holdAfter: (pieces, meanwhile) => {
      fault = { left: pieces, how: meanwhile };
      failed = false;
    },
    hasFailed: () => {
      fault = undefined;
      return failed;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Makes two sockets one connection, until its fault is due. */
function join(client: Socket, upstream: Socket, dueFault: () => Fault["how"] | undefined): void {
  let isSilent = false;
  const pass = (data: Buffer, to: Socket) => {
    const how = dueFault();
    if (how === undefined) to.write(data);
    else if (typeof how === "function") void how().then(() => to.write(data));
    else if (how === "silent") isSilent = true;
    else for (const socket of [client, upstream]) socket.destroy();
  };
  for (const [socket, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    socket.on("data", (data) => {
      if (!isSilent) pass(data, other);
    });
    socket.on("end", () => other.end());
    socket.on("error", () => other.destroy());
    socket.on("close", () => other.destroy());
  }
}
