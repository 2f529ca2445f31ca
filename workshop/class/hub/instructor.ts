import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Broadcast } from '../orders.ts';
import type { ClassState } from './state.ts';

export interface InstructorPage {
  /** The paths of its requests are relative to its mount point. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): void;
}

export interface InstructorOptions {
  state(): ClassState;
  subscribe(changed: () => void): () => void;
  broadcast(order: Broadcast): Promise<void>;
  reset(name: string): Promise<void>;
}

/** The class as JSON, and nothing to look at. */
export function createInstructorPage(options: InstructorOptions): InstructorPage {
  return {
    async handle({ method, url = '/', headers }, response) {
      const reply = (status: number, body: unknown): void =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (method === 'GET') return reply(url === '/' || url === '/api/class' ? 200 : 404, options.state());
      if (headers['x-workshop'] === undefined) return reply(403, {});
      return reply(404, {});
    },
    close: () => undefined,
  };
}
