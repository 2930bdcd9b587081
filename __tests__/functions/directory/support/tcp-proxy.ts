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
  /** Whether that has happened; from now on nothing fails. */
  hasFailed(): boolean;
  close(): Promise<void>;
}

/** A fault that waits for its piece of data. */
interface Fault {
  left: number;
  readonly how: "closed" | "silent";
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

  const join = (client: Socket, upstream: Socket) => {
    let isSilent = false;
    const pass = (data: Buffer, to: Socket) => {
      if (isSilent) return;
      if (fault === undefined || fault.left-- > 0) {
        to.write(data);
        return;
      }
      isSilent = fault.how === "silent";
      if (fault.how === "closed") for (const socket of [client, upstream]) socket.destroy();
      fault = undefined;
      failed = true;
    };
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on("data", (data) => pass(data, other));
      socket.on("end", () => other.end());
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  };
  const server = createServer(async (client) => {
    count += 1;
    client.pause();
    await onConnection(count);
    join(client, connect(port, "127.0.0.1"));
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
