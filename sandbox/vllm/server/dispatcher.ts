import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiReply } from '../../core/http.ts';
import type { App, AppRequest } from './app.ts';
import { httpError, ServerError } from './errors.ts';
import { type Methods, routes } from './routes.ts';

/** Paths that an API key guards; the others stay open. */
const GUARDED = ['/v1', '/v2', '/inference', '/cohere'];
const JSON_TYPE: Readonly<Record<string, string>> = { 'content-type': 'application/json' };
const UNAUTHORIZED: ApiReply = { status: 401, headers: JSON_TYPE, body: '{"error":"Unauthorized"}' };
const ANY_METHOD = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';

/** From a request to its reply: keys, routes, errors, and the count of it all. The same for sockets and in-process calls. */
export class Dispatcher {
  readonly #app: App;
  readonly #routes: ReadonlyMap<string, Methods>;
  readonly #keys: readonly Buffer[];

  constructor(app: App) {
    this.#app = app;
    this.#routes = new Map(routes(app));
    this.#keys = app.apiKeys.map(digest);
  }

  handle(request: AppRequest): ApiReply | Promise<ApiReply> {
    const preflight = preflightReply(request);
    if (preflight) return preflight;
    if (this.#refuses(request)) return UNAUTHORIZED;
    // The regular expression of the mounted metrics app also takes a slash at the end.
    const path = request.path === '/metrics/' ? '/metrics' : request.path;
    const methods = this.#routes.get(path);
    const handler = methods ? path : 'none';
    const startedAt = this.#app.clock.now();
    try {
      const reply = this.#answer(request, path, methods);
      if (!(reply instanceof Promise)) return this.#observe(request, handler, startedAt, reply);
      return reply.then((late) => this.#observe(request, handler, startedAt, late));
    } catch (error) {
      return this.#observe(request, handler, startedAt, this.#failure(error));
    }
  }

  #answer(request: AppRequest, path: string, methods: Methods | undefined): ApiReply | Promise<ApiReply> {
    if (!methods) {
      const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
      if (!this.#routes.has(other)) throw httpError(404);
      const query = request.query.size > 0 ? `?${request.query}` : '';
      return { status: 307, headers: { location: `http://${request.headers.host ?? ''}${other}${query}` }, body: '' };
    }
    if (this.#app.isEngineDead()) {
      if (path === '/health') return { status: 503, body: '' };
      if (path.startsWith('/v1/') && request.method === 'POST') throw engineDead();
    }
    const handler = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    if (handler) return handler(this.#app, request);
    const reply = httpError(405).toReply(this.#app.config.version);
    return { ...reply, headers: { allow: Object.keys(methods).join(', ') } };
  }

  #failure(error: unknown): ApiReply {
    const known = error instanceof ServerError ? error : new ServerError(500, 'InternalServerError', String(error));
    return known.toReply(this.#app.config.version);
  }

  #refuses(request: AppRequest): boolean {
    if (this.#keys.length === 0 || request.method === 'OPTIONS') return false;
    if (!GUARDED.some((prefix) => request.path.startsWith(prefix))) return false;
    const [, scheme = '', key = ''] = /^(\S*) ?(.*)$/.exec(String(request.headers.authorization ?? '')) ?? [];
    if (scheme.toLowerCase() !== 'bearer') return true;
    const given = digest(key);
    return !this.#keys.some((known) => timingSafeEqual(known, given));
  }

  /** Complete the reply's head, and count the exchange once its answer is complete. */
  #observe(request: AppRequest, handler: string, startedAt: number, reply: ApiReply): ApiReply {
    const { stream } = reply;
    if (stream) {
      return {
        ...reply,
        headers: { ...corsHeaders(request), ...reply.headers },
        stream: (write, end, signal) =>
          stream(
            write,
            () => {
              this.#count(request, handler, startedAt, reply.status ?? 200, 0);
              end();
            },
            signal,
          ),
      };
    }
    const text = typeof reply.body === 'string';
    const payload = text ? (reply.body as string) : JSON.stringify(reply.body);
    this.#count(request, handler, startedAt, reply.status ?? 200, Buffer.byteLength(payload));
    const type = text ? undefined : JSON_TYPE;
    return { ...reply, headers: { ...type, ...corsHeaders(request), ...reply.headers }, body: payload };
  }

  /** Sizes are those of the content-length headers: a streamed answer has none. */
  #count(request: AppRequest, handler: string, startedAt: number, status: number, responseBytes: number): void {
    const { http, clock } = this.#app;
    const requestBytes = Number(request.headers['content-length'] ?? 0) || 0;
    const seconds = (clock.now() - startedAt) / 1000;
    http.observe({ handler, method: request.method, status }, { requestBytes, responseBytes, seconds });
  }
}

/** vllm-project/vllm#24495. */
function engineDead(): ServerError {
  return new ServerError(
    500,
    'Internal Server Error',
    'EngineCore encountered an issue. See stack trace (above) for the root cause.',
  );
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function corsHeaders(request: AppRequest): Readonly<Record<string, string>> {
  return request.headers.origin === undefined ? {} : { 'access-control-allow-origin': '*' };
}

function preflightReply(request: AppRequest): ApiReply | undefined {
  const { headers, method } = request;
  if (method !== 'OPTIONS' || !headers.origin || !headers['access-control-request-method']) return undefined;
  const asked = headers['access-control-request-headers'];
  return {
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': ANY_METHOD,
      'access-control-max-age': '600',
      ...(asked && { 'access-control-allow-headers': String(asked) }),
      'content-type': 'text/plain; charset=utf-8',
    },
    body: 'OK',
  };
}
