import { type ClientRequest, type IncomingMessage, request as overHttp, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import { createInterface } from 'node:readline';

/** Where a hub listens for agents and commands. */
export type HubAddress =
  | { readonly socketPath: string }
  | {
      readonly url: string;
      /** The only certificate that is accepted, in PEM. */
      readonly certificate?: string;
    };

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Call {
  readonly method?: string;
  readonly path: string;
  readonly secret: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Real ms without any byte; a hub sends an empty line more often. */
const SILENCE = 40_000;

/** One request. Rejects when the hub does not answer. */
export async function call(hub: HubAddress, one: Call): Promise<Answer> {
  const response = await open(hub, one);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const isJson = response.headers['content-type']?.includes('json');
  return { status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text };
}

/** The lines of a response that stays open. Ends with the response. @throws Error for another status than 200 */
export async function* lines(hub: HubAddress, one: Call): AsyncGenerator<string> {
  const response = await open(hub, one);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`The hub answered ${response.statusCode}`);
  }
  try {
    for await (const line of createInterface({ input: response })) if (line !== '') yield line;
  } finally {
    response.destroy();
  }
}

function open(hub: HubAddress, { method = 'GET', path, secret, body, signal }: Call): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${secret}`,
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const options = { method, headers, agent: false, timeout: SILENCE, ...(signal && { signal }) } as const;
    const sent = begin(hub, path, options, resolve);
    sent.on('timeout', () => sent.destroy(new Error('The hub is silent')));
    sent.on('error', reject);
    sent.end(text);
  });
}

type Options = RequestOptions;

function begin(hub: HubAddress, path: string, options: Options, use: (got: IncomingMessage) => void): ClientRequest {
  if ('socketPath' in hub) return overHttp({ ...options, socketPath: hub.socketPath, path }, use);
  const { certificate } = hub;
  if (certificate === undefined) return overHttp(new URL(path, hub.url), options, use);
  // The certificate itself is known; the name in it does not matter.
  const pinned = { ca: certificate, checkServerIdentity: () => undefined };
  return overHttps(new URL(path, hub.url), { ...options, ...pinned }, use);
}
