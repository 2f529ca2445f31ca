import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { StateFolder } from '../core/folder.ts';

/** The address of a running sandbox, from `endpoint.json`. */
export interface Endpoint {
  readonly url: string;
  readonly pid: number;
}

/** The last written endpoint; its process may have ended. */
export function readEndpoint(folder: StateFolder): Endpoint | undefined {
  try {
    return JSON.parse(readFileSync(folder.endpoint, 'utf8')) as Endpoint;
  } catch {
    return undefined;
  }
}

/** Publishes the address of this process. */
export function writeEndpoint(folder: StateFolder, endpoint: Endpoint): void {
  writeFileSync(folder.endpoint, `${JSON.stringify(endpoint)}\n`, { mode: 0o600 });
}

export interface ControlAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each route of the control path has its own response
  readonly body: any;
}

/** Sends one request to the control path. Rejects without a response within 5 s. */
export async function callControl(
  folder: StateFolder,
  method: string,
  path: string,
  body?: unknown,
): Promise<ControlAnswer> {
  const { status, text } = await send(folder, method, path, body);
  return { status, body: text === '' ? undefined : JSON.parse(text) };
}

/** As `callControl`, for an answer that is not JSON. */
export function send(
  folder: StateFolder,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const endpoint = readEndpoint(folder);
    if (!endpoint) return reject(new Error(`The sandbox has not been started in ${folder.root}`));
    const authorization = `Bearer ${readFileSync(folder.token, 'utf8')}`;
    const url = `${endpoint.url}/_sandbox/${path}`;
    const call = request(url, { method, agent: false, timeout: 5_000, headers: { authorization } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, text });
      });
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error(`The sandbox at ${endpoint.url} did not respond within 5 s`)));
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
