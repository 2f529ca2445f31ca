import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Language } from '../text.ts';

/** Scripts and styles only from the page's own files; no other page may frame it, except one of the same server. */
const SECURITY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
  'x-frame-options': 'SAMEORIGIN',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** The largest body of a request (bytes). */
const LARGEST = 64 * 1024;

/** A refusal of a request, with its HTTP status. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Send a whole answer with the headers that every answer of a page has. */
export function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...SECURITY, 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(value));
}

export interface Address {
  /** Without the slash at its beginning. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const SERVER = 'http://page';

/** The path below the mount point, and the query. @throws Refused for a path that names another host, such as `//` */
export function addressOf({ url = '/' }: Pick<IncomingMessage, 'url'>): Address {
  const parsed = url.startsWith('/') && URL.canParse(url, SERVER) ? new URL(url, SERVER) : undefined;
  if (parsed?.origin !== SERVER) throw new Refused(400, 'The path is not valid');
  return { path: parsed.pathname.slice(1), query: parsed.searchParams };
}

/** `?lang=zh`, or else the browser's first language, or else the default. */
export function languageOf(request: IncomingMessage, fallback: Language | undefined): Language {
  const asked = addressOf(request).query.get('lang');
  if (asked === 'en' || asked === 'zh') return asked;
  return fallback ?? (/^zh\b/i.test(request.headers['accept-language'] ?? '') ? 'zh' : 'en');
}

/**
 * The JSON body of a request that changes something. Another site's page can send no header of its own without asking,
 * and is never allowed to.
 * @throws Refused
 */
export async function orderIn(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  if (request.headers['x-workshop'] !== '1') throw new Refused(403, 'The header x-workshop: 1 is missing');
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > LARGEST) throw new Refused(413, 'The body is too large');
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Refused below.
  }
  throw new Refused(400, 'The body is not a JSON object');
}

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Answer by a table of `GET path`; the files of a page are the last resort. */
export async function answer(
  routes: Readonly<Record<string, Route>>,
  files: (path: string, response: ServerResponse) => Promise<boolean>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  try {
    const { path } = addressOf(request);
    const route = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined;
    if (route) await route(request, response);
    else if (method !== 'GET' || !(await files(path, response))) throw new Refused(404, 'Not found');
  } catch (error) {
    const refused = error instanceof Refused;
    const message = error instanceof Error ? error.message : String(error);
    sendJson(response, { error: message }, refused ? error.status : 500);
  }
}
