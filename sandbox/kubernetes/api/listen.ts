import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { Tls } from '../../core/tls.ts';
import type { ApiContext } from './context.ts';
import { createApiServer } from './server.ts';

/** A cluster's API on loopback. */
export interface ListeningApi {
  /** `127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly port: number;
  /** Ends every connection, watches and forwarded ports too. */
  close(): Promise<void>;
}

/** @param port 0 for a free one; one that is in use is replaced by a free one */
export async function listenApi(context: ApiContext, tls: Tls, port = 0): Promise<ListeningApi> {
  const server = createApiServer(context, { key: tls.server.key, cert: tls.server.certificate });
  // The server forgets a connection that was upgraded, and would then wait for its client to end it.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await bind(server, port);
  const address = server.address() as AddressInfo;
  return {
    endpoint: `127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function bind(server: ReturnType<typeof createApiServer>, port: number): Promise<void> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await bind(server, 0);
  }
}
