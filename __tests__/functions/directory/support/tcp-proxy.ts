import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between the function and the database, as a network does. */
export interface TcpProxy {
  readonly port: number;
  /** How many connections have been made. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * @param port where the database really is
 * @param onConnection awaited before a connection goes on; its number counts from 1
 */
export async function startTcpProxy(
  port: number,
  onConnection: (number: number) => Promise<void>,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer(async (client) => {
    count += 1;
    client.pause();
    await onConnection(count);
    const upstream = connect(port, "127.0.0.1");
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => other.destroy());
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
