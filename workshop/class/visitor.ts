import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Text } from '../text.ts';
import { notice } from './notice.ts';
import { bySecret } from './secret.ts';

/** One cookie for the whole class, so that a browser is one person: a learner's script never meets another's session. */
const COOKIE = 'workshop';

const NO_LINK: Text = {
  en: 'This link is not valid. Ask your instructor for your link.',
  zh: '这个链接无效。请向讲师索取你的链接。',
};

/** 12 hours (s): a long day. */
const AGE = 43_200;

/** The secret of a request's cookie. */
export function secretOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(headers.cookie ?? '')?.[1] ?? '';
}

/** The secret of `Authorization: Bearer`. */
export function bearerOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  return /^Bearer ([\w-]+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** The cookies that are meant for what lies behind the hub. */
export function withoutOurs(cookie: string | undefined): string | undefined {
  const others = (cookie ?? '').split(/;\s*/).filter((one) => one !== '' && !one.startsWith(`${COOKIE}=`));
  return others.length > 0 ? others.join('; ') : undefined;
}

/**
 * Whether another site's page may have sent a request: one that changes something, or opens a WebSocket, with another
 * origin than the address that the browser used.
 */
export function isCrossSite({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  const reads = (method === 'GET' || method === 'HEAD') && headers.upgrade === undefined;
  if (reads) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = headers;
  return origin !== undefined && hostOf(origin) !== headers.host;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/**
 * `/join/SECRET`: gives the browser its cookie, and leads to the person's page.
 * @returns whether the request was for it
 */
export function entrance<T extends { readonly secret: string }>(
  request: Pick<IncomingMessage, 'url' | 'method' | 'headers'>,
  response: ServerResponse,
  people: readonly T[],
  placeOf: (person: T) => string,
  tls: boolean,
): boolean {
  const { url, method } = request;
  const [, given] = /^\/join\/([^/?#]*)$/.exec(url ?? '') ?? [];
  if (given === undefined || (method !== 'GET' && method !== 'HEAD')) return false;
  const person = bySecret(people, given);
  const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
  if (!person) {
    notice(request, response, { status: 404, text: NO_LINK, headers });
    return true;
  }
  const cookie = `${COOKIE}=${person.secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${AGE}${tls ? '; Secure' : ''}`;
  response.writeHead(303, { ...headers, 'set-cookie': cookie, location: placeOf(person) }).end();
  return true;
}
