import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach } from 'vitest';
import { type Load, type LoadOptions, startLoad } from '../../../lib/load/index.ts';
import { wallClock } from '../../../lib/target/clock.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export const USAGE = { prompt_tokens: 5, total_tokens: 12, completion_tokens: 7 };
export const ANSWER = JSON.stringify({ choices: [{ text: 'top holiday' }], usage: USAGE });

/** @returns the URL of its completions; the server ends with the test */
export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/completions`;
}

/** A server that records bodies, heads, and the number of requests per connection. */
export async function completions(
  answer: (response: ServerResponse, body: Record<string, unknown>) => void = (response) => response.end(ANSWER),
) {
  const seen = {
    bodies: [] as Record<string, unknown>[],
    heads: [] as IncomingMessage['headers'][],
    perSocket: new Map<Socket, number>(),
    open: 0,
    most: 0,
  };
  const server = createServer((request, response) => {
    let text = '';
    seen.perSocket.set(request.socket, (seen.perSocket.get(request.socket) ?? 0) + 1);
    seen.open++;
    seen.most = Math.max(seen.most, seen.open);
    response.on('close', () => seen.open--);
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      seen.heads.push(request.headers);
      seen.bodies.push(JSON.parse(text));
      answer(response, JSON.parse(text));
    });
  });
  return { url: await listening(server), seen };
}

export function run(url: string, options: Partial<LoadOptions> = {}): Load {
  const traffic = options.traffic ? {} : { concurrency: 4 };
  const load = startLoad({ url, body: { prompt: 'San Francisco is a' }, ...traffic, clock: wallClock, ...options });
  cleanups.push(() => load.stop());
  return load;
}

export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 500) throw new Error('It did not come to that in 5 s');
    await wallClock.sleep(10);
  }
}
