import type { IncomingMessage, ServerResponse } from 'node:http';

/** The largest request body that any API takes (bytes); Kubernetes' own limit is 3 MiB. */
export const MAX_BODY = 3 * 1024 * 1024;

export interface ApiRequest {
  readonly method: string;
  /** The path without its query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The decoded values of the route's `{placeholders}`. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

export interface ApiReply {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is when it is a string or a buffer, as JSON otherwise. */
  readonly body?: unknown;
  /** Streams the body after the head: write until `signal` aborts, then call `end`. */
  readonly stream?: (write: (chunk: string | Buffer) => void, end: () => void, signal: AbortSignal) => void;
}

export type Handler = (request: ApiRequest) => ApiReply | Promise<ApiReply>;

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Handler;
}

/**
 * `{name}` matches one path segment (a Google API verb such as `:getIamPolicy` may follow it), `{name=**}` the rest.
 * @example route('POST', '/v1/projects/{project}:getIamPolicy', handler)
 */
export function route(method: string, template: string, handler: Handler): Route {
  const pattern = template
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace(/\{(\w+)=\\\*\\\*\}/g, '(?<$1>.+)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/:]+)');
  return { method, pattern: new RegExp(`^${pattern}$`), handler };
}

/** The first route that matches, with its parameters; the methods that the path would take when none does. */
export function match(
  routes: readonly Route[],
  method: string,
  path: string,
): { route?: Route; params: Record<string, string>; allowed: string[] } {
  const allowed: string[] = [];
  for (const candidate of routes) {
    const found = candidate.pattern.exec(path);
    if (!found) continue;
    if (candidate.method === method) {
      const params: Record<string, string> = {};
      for (const [name, value] of Object.entries(found.groups ?? {})) params[name] = decodeURIComponent(value);
      return { route: candidate, params, allowed };
    }
    allowed.push(candidate.method);
  }
  return { params: {}, allowed };
}

/** Thrown by `readBody`; each API has its own error message. */
export class BodyTooLarge extends Error {
  readonly code = 'BODY_TOO_LARGE';
}

export async function readBody(message: IncomingMessage, limit = MAX_BODY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read and drop the excess: a client that is still writing would not see the response.
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new BodyTooLarge(`The request body is larger than ${limit} bytes`);
  return Buffer.concat(chunks);
}

export function sendReply(response: ServerResponse, reply: ApiReply): void {
  const raw = typeof reply.body === 'string' || Buffer.isBuffer(reply.body);
  const payload = reply.body === undefined ? '' : raw ? (reply.body as string | Buffer) : JSON.stringify(reply.body);
  const headers: Record<string, string> = { ...reply.headers };
  if (!raw && reply.body !== undefined) headers['content-type'] ??= 'application/json';
  if (!reply.stream) {
    headers['content-length'] = String(Buffer.byteLength(payload));
    response.writeHead(reply.status ?? 200, headers).end(payload);
    return;
  }
  response.writeHead(reply.status ?? 200, headers);
  // A HEAD response has no body: the connection's next request must not wait for the stream.
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.flushHeaders();
  reply.stream(
    (chunk) => void response.write(chunk),
    () => void response.end(),
    gone.signal,
  );
}
