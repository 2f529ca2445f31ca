import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { send } from './http.ts';
import type { Page } from './page.ts';

/** A page on a port of its own. */
export interface Served {
  /** With the secret: who has the address may read the page. */
  readonly url: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Serve a page on the loopback, below a secret path. @param port 0: a free one. @throws RunbookError ENVIRONMENT */
export async function serve(page: Pick<Page, 'handle'>, port: number): Promise<Served> {
  const secret = randomBytes(18).toString('base64url');
  const server = createServer((request, response) => {
    const url = pathBelow(secret, request);
    if (url === undefined) return refuse(response);
    request.url = url;
    void page.handle(request, response);
  });
  server.listen(port, HOST);
  await Promise.race([
    once(server, 'listening'),
    once(server, 'error').then(([cause]) => {
      throw new RunbookError('ENVIRONMENT', `Port ${port} cannot be used: ${(cause as Error).message}`, {
        cause,
        remedy: 'Choose another port: npm run page -- --port 8765',
      });
    }),
  ]);
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${own}/${secret}/`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The path below the secret one; undefined for a request that does not know it, or that another site's name led here. */
function pathBelow(secret: string, { url = '/', headers }: IncomingMessage): string | undefined {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (host !== HOST && host !== 'localhost') return undefined;
  const [, given = '', rest] = /^\/([^/?#]*)(\/.*)$/.exec(url) ?? [];
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b) ? rest : undefined;
}

function refuse(response: ServerResponse): void {
  send(response, 404, 'text/plain; charset=utf-8', 'Not found. Open the whole address that npm run page printed.\n');
}
