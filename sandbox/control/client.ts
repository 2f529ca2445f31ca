import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { StateFolder } from '../core/folder.ts';

/** Where a sandbox's process answers, as it wrote it down. */
export interface Endpoint {
  readonly url: string;
  readonly pid: number;
}

/** What was written down last; the process may be gone. */
export function readEndpoint(folder: StateFolder): Endpoint | undefined {
  try {
    return JSON.parse(readFileSync(folder.endpoint, 'utf8')) as Endpoint;
  } catch {
    return undefined;
  }
}

/** Tells others where this process answers. */
export function writeEndpoint(folder: StateFolder, endpoint: Endpoint): void {
  writeFileSync(folder.endpoint, `${JSON.stringify(endpoint)}\n`, { mode: 0o600 });
}

export interface ControlAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each route of the control path has its own answer
  readonly body: any;
}

/** One request to the control path. Rejects when nothing answers there within five seconds. */
export function callControl(folder: StateFolder, method: string, path: string, body?: unknown): Promise<ControlAnswer> {
  return new Promise((resolve, reject) => {
    const endpoint = readEndpoint(folder);
    if (!endpoint) return reject(new Error('No sandbox has been started here'));
    const authorization = `Bearer ${readFileSync(folder.token, 'utf8')}`;
    const url = `${endpoint.url}/_sandbox/${path}`;
    const call = request(url, { method, agent: false, timeout: 5_000, headers: { authorization } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body: text === '' ? undefined : JSON.parse(text) });
      });
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error('The sandbox does not answer')));
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
