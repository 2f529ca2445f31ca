import type { Server } from 'node:http';

/** The connection settings of all servers: requests have no timeout, and non-HTTP input gets 400. */
export function careForConnections(server: Pick<Server, 'requestTimeout' | 'keepAliveTimeout' | 'on'>): void {
  // Watches, followed logs and clock streams are single requests.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 75_000;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
}
